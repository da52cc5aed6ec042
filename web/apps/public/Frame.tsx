import type { ReactNode } from 'react';
import { NavLink } from 'react-router';
import { REPORTS } from '@features/reports';
import { useSession } from '@shared/api';
import { nameIn, useLanguage, useTexts } from '@shared/i18n';
import { Brand, Icon, type IconName, Switches } from '@shared/parts';
import { PAGES, keep } from './links';

const Tab = ({ to, icon, text }: { to: string; icon: IconName; text: string }): ReactNode => (
  <NavLink to={keep(to)} end={to === '/'} className="tab"><Icon name={icon} /><span>{text}</span></NavLink>
);

export function Frame({ children }: { children: ReactNode }): ReactNode {
  const t = useTexts(REPORTS);
  const lang = useLanguage();
  const { city } = useSession();
  return (
    <div className="public">
      <header className="public-head">
        <Brand href={keep('/')}> · {t('title')}</Brand>
        <span className="city grow">{nameIn(city, lang)}</span>
        <Switches />
      </header>
      <main id="main" className="public-main">{children}</main>
      <nav className="tabs" aria-label={t('title')}>
        <Tab to={PAGES.home} icon="home" text={t('home')} />
        <Tab to={PAGES.near} icon="map" text={t('nearby')} />
        <Tab to={PAGES.sell} icon="stall" text={t('sell')} />
        <Tab to={PAGES.track} icon="search" text={t('myReports')} />
      </nav>
    </div>
  );
}
