import { type ReactNode, useEffect, useRef } from 'react';
import { NavLink, Route, Routes, useLocation, useParams } from 'react-router';
import { useSession } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Icon, type IconName } from '@shared/parts';
import { Days } from './Days';
import { Engagement } from './Engagement';
import { Firms } from './Firms';
import { Diary, Liaisons } from './Liaisons';
import { Meeting } from './Meeting';
import { Meetings } from './Meetings';
import { Running } from './Running';
import { Volunteers } from './Volunteers';
import { OFFICE } from './texts';
import './community.css';

type Props = { base: string; theme: 'light' | 'dark' };

/** The neighbourhood for those who run it: street office, liaison, manager. `base` is where the pages lie. */
export function NeighbourhoodOffice({ base, theme }: Props): ReactNode {
  const t = useTexts(OFFICE);
  const { roles } = useSession();
  const is = (role: string): boolean => roles.some((r) => r.role === role);
  const office = is('street') || is('manager');
  const { pathname, search } = useLocation();
  const tabs = useRef<HTMLElement>(null);
  useEffect(() => tabs.current?.querySelector('.active')?.scrollIntoView({ block: 'nearest', inline: 'center' }), [pathname]); // on a phone the row is longer than the screen
  const demo = new URLSearchParams(search).get('demo');
  const kept = demo === null ? '' : `?demo=${encodeURIComponent(demo)}`;
  const tab = (to: string, icon: IconName, text: string, end = false): ReactNode => <NavLink to={{ pathname: `${base}${to}`, search: kept }} end={end}><Icon name={icon} /><span>{text}</span></NavLink>;
  return (
    <div className="community">
      <nav ref={tabs} className="community-tabs" aria-label={t('title')}>
        {tab('', 'people', t('meetings'), true)}{tab('/diary', 'pen', t('diary'))}{tab('/liaisons', 'person', t('liaisons'))}{tab('/days', 'home', t('days'))}{tab('/volunteers', 'hand', t('volunteers'))}{office && <>{tab('/firms', 'shield', t('firms'))}{tab('/points', 'star', t('points'))}{tab('/figures', 'chart', t('figures'))}</>}
      </nav>
      <Routes>
        <Route path="/" element={<Meetings base={base} office={office} />} />
        <Route path="/meetings/:no" element={<One />} />
        <Route path="/diary" element={<Diary writes={is('liaison')} />} />
        <Route path="/liaisons" element={<Liaisons office={office} />} />
        <Route path="/days" element={<Days office={office} />} />
        <Route path="/volunteers" element={<Volunteers />} />
        <Route path="/firms" element={<Firms theme={theme} />} />
        <Route path="/points" element={<Running manager={is('manager')} />} />
        <Route path="/figures" element={<Engagement />} />
        <Route path="*" element={<Meetings base={base} office={office} />} />
      </Routes>
    </div>
  );
}

function One(): ReactNode {
  const { no = '' } = useParams();
  return <Meeting key={no} no={no} />;
}
