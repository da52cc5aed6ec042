import { type ReactNode, useEffect, useRef } from 'react';
import { NavLink, Route, Routes, useLocation } from 'react-router';
import { useTexts } from '@shared/i18n';
import { Icon, type IconName } from '@shared/parts';
import { OpenDays } from './OpenDays';
import { Points } from './Points';
import { Table } from './Table';
import { Volunteer } from './Volunteer';
import { RESIDENT } from './texts';
import './community.css';

/** The citizen's pages of the neighbourhood: points, open days, the meeting's table. */
export default function Community(): ReactNode {
  const t = useTexts(RESIDENT);
  const { pathname, search } = useLocation();
  const tabs = useRef<HTMLElement>(null);
  useEffect(() => tabs.current?.querySelector('.active')?.scrollIntoView({ block: 'nearest', inline: 'center' }), [pathname]); // in large type the row is longer than the screen
  const demo = new URLSearchParams(search).get('demo');
  const kept = demo === null ? '' : `?demo=${encodeURIComponent(demo)}`;
  const tab = (to: string, icon: IconName, text: string, end = false): ReactNode => <NavLink to={{ pathname: `/community${to}`, search: kept }} end={end}><Icon name={icon} /><span>{text}</span></NavLink>;
  return (
    <div className="community">
      <h1>{t('title')}</h1>
      <nav ref={tabs} className="community-tabs" aria-label={t('title')}>{tab('', 'star', t('points'), true)}{tab('/days', 'people', t('days'))}{tab('/table', 'hand', t('table'))}{tab('/volunteer', 'person', t('volunteer'))}</nav>
      <Routes>
        <Route path="/" element={<Points />} />
        <Route path="/days" element={<OpenDays />} />
        <Route path="/table" element={<Table />} />
        <Route path="/volunteer" element={<Volunteer />} />
        <Route path="*" element={<Points />} />
      </Routes>
    </div>
  );
}
