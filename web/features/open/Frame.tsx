import { type ReactNode, useEffect, useRef } from 'react';
import { NavLink, useLocation } from 'react-router';
import { useTexts } from '@shared/i18n';
import { OPEN } from './texts';
import './open.css';

const SECTIONS = ['home', 'map', 'figures', 'promises', 'answers', 'leniency', 'cases', 'decisions', 'cameras'] as const;

/** One navigation over everything that is public. */
export default function Frame({ to, children }: { to: (path: string) => string; children: ReactNode }): ReactNode {
  const t = useTexts(OPEN);
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useEffect(() => nav.current?.querySelector('.active')?.scrollIntoView({ block: 'nearest', inline: 'center' }), [pathname]);
  return (
    <div className="open stack">
      <nav ref={nav} className="open-nav" aria-label={t('sections')}>{SECTIONS.map((s) => <NavLink key={s} to={to(s === 'home' ? '' : s)} end={s === 'home'}>{t(`n_${s}`)}</NavLink>)}</nav>
      {children}
    </div>
  );
}
