import type { ReactNode } from 'react';
import { NavLink, Route, Routes, useLocation, useParams } from 'react-router';
import { useTexts } from '@shared/i18n';
import { Icon, type IconName } from '@shared/parts';
import { Blow } from './Blow';
import { Figures } from './Figures';
import { File } from './File';
import { List } from './List';
import { WHISTLES } from './texts';

type Props = { base: string; theme: 'light' | 'dark'; blows: boolean };

/** The pages of whistles, on the street's phone and on the command centre's screen. `base` is where they lie. */
export function Together({ base, theme, blows }: Props): ReactNode {
  return (
    <div className="together">
      <Tabs base={base} blows={blows} />
      <Routes>
        <Route path="/" element={<List base={base} />} />
        <Route path="/new" element={<Blow base={base} theme={theme} />} />
        <Route path="/figures" element={<Figures />} />
        <Route path="/:no" element={<One base={base} theme={theme} />} />
      </Routes>
    </div>
  );
}

function One({ base, theme }: { base: string; theme: 'light' | 'dark' }): ReactNode {
  const { no = '' } = useParams();
  return <File key={no} no={no} base={base} theme={theme} />;
}

function Tabs({ base, blows }: { base: string; blows: boolean }): ReactNode {
  const t = useTexts(WHISTLES);
  const { search } = useLocation();
  const demo = new URLSearchParams(search).get('demo');
  const kept = demo === null ? '' : `?demo=${demo}`;
  const tab = (to: string, icon: IconName, text: string, end = false): ReactNode => <NavLink to={{ pathname: `${base}${to}`, search: kept }} end={end}><Icon name={icon} /><span>{text}</span></NavLink>;
  return <nav className="together-tabs" aria-label={t('title')}>{tab('', 'list', t('mine'), true)}{blows && tab('/new', 'bell', t('blowTab'))}{tab('/figures', 'chart', t('figures'))}</nav>;
}
