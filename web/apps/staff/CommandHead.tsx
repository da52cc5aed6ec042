import { type ReactNode, useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { Clock, Connection, LIVE } from '@features/live';
import { Bell } from '@features/messages';
import { AccountMenu } from '@features/people';
import { TICKETS } from '@features/tickets';
import { useSession } from '@shared/api';
import type { LiveState } from '@shared/api/stream';
import { nameIn, useLanguage, useTexts } from '@shared/i18n';
import { Brand, Icon, Switches } from '@shared/parts';

const REVIEWERS = ['acceptor', 'shift_leader', 'dispatcher', 'manager'];
export type View = 'board' | 'list';
type Props = { view: View; onView: (view: View) => void; connection: LiveState; q: string; onSearch: (q: string) => void; onTicket: (no: string) => void };

export function CommandHead({ view, onView, connection, q, onSearch, onTicket }: Props): ReactNode {
  const t = useTexts(LIVE);
  const say = useTexts(TICKETS);
  const lang = useLanguage();
  const box = useRef<HTMLInputElement>(null);
  const { city, demo, faces, roles } = useSession();
  useEffect(() => {
    // "/" goes to the search box, as on other boards.
    const jump = (e: KeyboardEvent): void => { if (e.key === '/' && !/^(INPUT|TEXTAREA|SELECT)$/.test((e.target as Element).tagName)) { e.preventDefault(); box.current?.focus(); } };
    window.addEventListener('keydown', jump);
    return () => window.removeEventListener('keydown', jump);
  }, []);
  return (
    <header className="command-head">
      <Brand {...(demo ? { href: '/demo' } : {})} /><span className="city">{nameIn(city, lang)}</span>
      <nav>{(['board', 'list'] as const).map((v) => <button key={v} type="button" aria-pressed={view === v} onClick={() => onView(v)}><Icon name={v === 'board' ? 'map' : 'list'} />{v === 'board' ? t('map') : say('list')}</button>)}
        {roles.some((r) => r.role === 'acceptor') && <Link to="/command/waiting"><Icon name="hand" />{say('waiting')}</Link>}{roles.some((r) => REVIEWERS.includes(r.role)) && <Link to="/command/review"><Icon name="eye" />{say('review')}</Link>}<Link to="/command/cameras"><Icon name="camera" />{say('cameras')}</Link>{faces.includes('manage') && <Link to="/manage"><Icon name="layers" />{say('manage')}</Link>}</nav>
      <form role="search" onSubmit={(e) => { e.preventDefault(); onSearch(box.current?.value ?? ''); }}>
        <Icon name="search" /><input ref={box} key={q} defaultValue={q} placeholder={say('search')} aria-label={say('search')} />
      </form>
      <span className="grow" />
      <Connection state={connection} /><Clock /><Bell onTicket={onTicket} /><Switches />
      <AccountMenu />
    </header>
  );
}
