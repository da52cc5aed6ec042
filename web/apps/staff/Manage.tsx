import { type ReactNode, useEffect, useRef } from 'react';
import { NavLink, Navigate, useParams } from 'react-router';
import { Clock } from '@features/live';
import { Classifier, ConditionSheet, Crews, DeadLetters, Duties, FastLane, Jobs, MANAGE, Messages, People, Platforms, Sensors, Units } from '@features/manage';
import { Bell } from '@features/messages';
import { AccountMenu } from '@features/people';
import { SensorPage } from '@features/sensors';
import { useSession } from '@shared/api';
import { nameIn, useLanguage, useTexts } from '@shared/i18n';
import { Brand, Icon, type IconName, Switches } from '@shared/parts';
import AntdTheme from '@shared/parts/Antd';
import './manage.css';

const SECTIONS: readonly { key: keyof typeof MANAGE; path: string; icon: IconName; page: () => ReactNode }[] = [
  { key: 'organisations', path: 'organisations', icon: 'home', page: Units },
  { key: 'staff', path: 'staff', icon: 'person', page: People },
  { key: 'crews', path: 'crews', icon: 'people', page: Crews },
  { key: 'responsibilities', path: 'responsibilities', icon: 'route', page: Duties },
  { key: 'fastLane', path: 'fast-lane', icon: 'play', page: FastLane },
  { key: 'classifier', path: 'classifier', icon: 'chart', page: Classifier },
  { key: 'conditions', path: 'conditions', icon: 'list', page: ConditionSheet },
  { key: 'sensors', path: 'sensors', icon: 'chart', page: () => <Sensors page={(code) => <SensorPage code={code} />} /> },
  { key: 'messages', path: 'messages', icon: 'bell', page: Messages },
  { key: 'jobs', path: 'jobs', icon: 'refresh', page: Jobs },
  { key: 'deadLetters', path: 'dead-letters', icon: 'hand', page: DeadLetters },
  { key: 'platforms', path: 'platforms', icon: 'link', page: Platforms },
];

/** The face of those who keep the installation: registers, rules, jobs. */
export default function Manage(): ReactNode {
  const t = useTexts(MANAGE);
  const lang = useLanguage();
  const { section } = useParams();
  const { city, demo } = useSession();
  const found = SECTIONS.find((s) => s.path === section);
  const nav = useRef<HTMLElement>(null);
  useEffect(() => nav.current?.querySelector('.active')?.scrollIntoView({ block: 'nearest', inline: 'center' }), [section]); // on a phone the row is longer than the screen
  if (found === undefined) return <Navigate to="/manage/organisations" replace />;
  const Page = found.page;
  return (
    <AntdTheme light>
      <div className="manage">
        <header className="manage-head">
          <Brand {...(demo ? { href: '/demo' } : {})} /><span className="city">{nameIn(city, lang)} · {t('title')}</span><span className="grow" /><Clock /><Bell /><Switches />
          <AccountMenu />
        </header>
        <nav ref={nav} className="manage-nav" aria-label={t('sections')}>{SECTIONS.map((s) => <NavLink key={s.path} to={`/manage/${s.path}`}><Icon name={s.icon} />{t(s.key)}</NavLink>)}</nav>
        <main id="main" className="manage-main stack"><h1>{t(found.key)}</h1><Page key={found.path} /></main>
      </div>
    </AntdTheme>
  );
}
