import { type ReactNode, useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { OFFICE } from '@features/community/texts';
import { Clock, Connection, LIVE } from '@features/live';
import { Bell } from '@features/messages';
import { AccountMenu } from '@features/people';
import { TICKETS } from '@features/tickets';
import { useSession } from '@shared/api';
import type { LiveState } from '@shared/api/stream';
import { nameIn, useLanguage, useTexts } from '@shared/i18n';
import { Brand, Icon, Switches } from '@shared/parts';

const ASKED = ['acceptor', 'shift_leader', 'dispatcher'];
const HEARERS = ['street', 'liaison', 'dispatcher', 'shift_leader', 'supervisor', 'manager'];
const RUNNERS = ['street', 'liaison', 'supervisor', 'manager'];
const AUDITORS = ['manager', 'supervisor', 'head'];
const REVIEWERS = ['acceptor', 'shift_leader', 'dispatcher', 'manager'];
export type View = 'board' | 'list';
type Props = { view: View; onView: (view: View) => void; connection: LiveState; q: string; onSearch: (q: string) => void; onTicket: (no: string) => void };

export function CommandHead({ view, onView, connection, q, onSearch, onTicket }: Props): ReactNode {
  const t = useTexts(LIVE);
  const say = useTexts(TICKETS);
  const runs = useTexts(OFFICE);
  const lang = useLanguage();
  const box = useRef<HTMLInputElement>(null);
  const { city, demo, faces, roles } = useSession();
  useEffect(() => {
    // "/" goes to the search box, as on other boards.
    const jump = (e: KeyboardEvent): void => { if (e.key === '/' && !/^(INPUT|TEXTAREA|SELECT)$/.test((e.target as Element).tagName)) { e.preventDefault(); box.current?.focus(); } };
    window.addEventListener('keydown', jump);
    return () => window.removeEventListener('keydown', jump);
  }, []);
  const has = (...of: string[]): boolean => roles.some((r) => of.includes(r.role));
  const doors = [
    { to: '/command/waiting', icon: 'hand', label: say('waiting'), open: has('acceptor') },
    { to: '/command/review', icon: 'eye', label: say('review'), open: has(...REVIEWERS) },
    { to: '/command/same', icon: 'layers', label: say('same'), open: has(...ASKED) },
    { to: '/command/whistles', icon: 'bell', label: say('whistles'), open: has(...HEARERS) },
    { to: '/command/community', icon: 'people', label: runs('title'), open: has(...RUNNERS) },
    { to: '/command/voices', icon: 'shield', label: say('voices'), open: has('supervisor') },
    { to: '/command/openness', icon: 'chart', label: say('openness'), open: has(...AUDITORS) },
    { to: '/command/cameras', icon: 'camera', label: say('cameras'), open: true },
    { to: '/manage', icon: 'layers', label: say('manage'), open: faces.includes('manage') },
  ] as const;
  return (
    <header className="command-head">
      <Brand {...(demo ? { href: '/demo' } : {})} /><span className="city">{nameIn(city, lang)}</span>
      <nav className="doors">{(['board', 'list'] as const).map((v) => <button key={v} type="button" aria-pressed={view === v} onClick={() => onView(v)}><Icon name={v === 'board' ? 'map' : 'list'} />{v === 'board' ? t('map') : say('list')}</button>)}
        {doors.filter((d) => d.open).map((d) => <Link key={d.to} to={d.to}><Icon name={d.icon} />{d.label}</Link>)}</nav>
      <form role="search" onSubmit={(e) => { e.preventDefault(); onSearch(box.current?.value ?? ''); }}>
        <Icon name="search" /><input ref={box} key={q} defaultValue={q} placeholder={say('search')} aria-label={say('search')} />
      </form>
      <span className="grow" />
      <Connection state={connection} /><Clock /><Bell onTicket={onTicket} /><Switches />
      <AccountMenu />
    </header>
  );
}
