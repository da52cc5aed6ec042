import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { CaseBar, CaseList, CasePage, FieldCasesProvider, NewCase, SPOT } from '@features/cases/field';
import { Calls, DISPATCH, HoldBar, JobList, JobPage, QueueBar, QueueProvider, TroubleButton, fetchMap, whereAmI } from '@features/dispatch';
import { Bell } from '@features/messages';
import { CheckPermit, PERMITS } from '@features/permits';
import { BindPhone, PEOPLE, Shift, Today, signOut } from '@features/people';
import { api, kept, useSession, type FieldMe, type Job, type Point } from '@shared/api';
import { useLive } from '@shared/api/stream';
import { engine, installOffline } from '@shared/engine';
import { useTexts } from '@shared/i18n';
import { Brand, Button, Chip, Empty, Icon, Spinner, Switches, Trouble } from '@shared/parts';
import { usePositions } from './positions';
import './field.css';

export default function FieldApp(): ReactNode {
  return <QueueProvider><FieldCasesProvider><Phone /></FieldCasesProvider></QueueProvider>;
}

/** The followed ticket's job opens by itself, once for each ticket and state: a person may leave it. */
function useFollowed(jobs: readonly Job[], open: (id: number) => void): void {
  const [search] = useSearchParams();
  const follow = search.get('follow');
  const [opened, setOpened] = useState('');
  useEffect(() => {
    const job = follow === null ? undefined : jobs.find((j) => j.ticket.no === follow);
    const mark = job === undefined ? '' : `${job.id}:${job.state}`;
    if (job === undefined || mark === opened) return;
    setOpened(mark);
    open(job.id);
  }, [follow, jobs, opened, open]);
}

/** Whose hands hold a demo's phone: a page opened alone, or taken over in /demo, is a person's; a frame that only follows says nothing. */
function useMine(demo: boolean): boolean | null {
  const [search] = useSearchParams();
  if (!demo || search.get('follow') !== null) return null;
  return window.top === window.self || search.get('mine') === '1';
}

/** Where the crew was seen last: better than nothing where the phone sees no sky. */
const lastSeen = (me: FieldMe | undefined): Point | null => (me?.crew?.lng != null && me.crew.lat != null ? { lng: me.crew.lng, lat: me.crew.lat } : null);

/** The crew stands there, and what it found may end in a case. */
const onSpot = (job: Job): boolean => job.state === 'arrived' && job.needs_two_certificates;

function Phone(): ReactNode {
  const t = useTexts(DISPATCH);
  const people = useTexts(PEOPLE);
  const permits = useTexts(PERMITS);
  const spot = useTexts(SPOT);
  const client = useQueryClient();
  const { account, demo } = useSession();
  const { job: first, local } = useParams();
  const id = first === 'case' ? undefined : first;
  const [search] = useSearchParams();
  const go = useNavigate();
  const [tab, setTab] = useState<'jobs' | 'permits' | 'me'>('jobs');
  const me = useQuery({ queryKey: ['me'], queryFn: async () => (await kept(`me.${account?.id}`, api.me)).value, refetchInterval: 30_000 });
  const jobs = useQuery({ queryKey: ['jobs'], queryFn: async () => (await kept(`jobs.${account?.id}`, api.jobs)).value, refetchInterval: 10_000 });
  useLive(useMemo(() => {
    const again = (): void => { void client.invalidateQueries({ queryKey: ['jobs'] }); void client.invalidateQueries({ queryKey: ['me'] }); };
    return { job: (data: unknown) => { if ((data as { kind?: string }).kind?.includes('offer') && navigator.userActivation?.hasBeenActive) navigator.vibrate?.([200, 100, 200]); again(); }, incident: () => void client.invalidateQueries({ queryKey: ['calls'] }) };
  }, [client]), 'job,incident');
  const mine = useMine(demo);
  useEffect(() => { const later = setTimeout(() => { fetchMap(); void installOffline().then((kept) => { if (kept) engine(); }); }, 2_000); return () => clearTimeout(later); }, []);
  const onShift = me.data?.shift?.state === 'on';
  usePositions(onShift && search.get('demo') === null);
  const list = jobs.data?.jobs ?? [];
  const show = useMemo(() => (to: number | null) => void go({ pathname: to === null ? '/field' : `/field/${to}`, search: `?${search}` }), [go, search]);
  useFollowed(list, show);
  const out = (): void => void signOut().then(() => location.assign('/login'));
  const job = list.find((j) => String(j.id) === id);
  const toCase = (to: string, from?: Job): void => { const next = new URLSearchParams(search); if (from === undefined) next.delete('job'); else next.set('job', String(from.id)); void go({ pathname: `/field/case/${to}`, search: `?${next}` }); };
  const near = job?.ticket.lng != null && job.ticket.lat != null ? { lng: job.ticket.lng, lat: job.ticket.lat } : null;
  return (
    <div className="phone">
      <header className="phone-head"><Brand /><span className="grow who-am-i">{me.data?.crew?.name ?? account?.name}</span>
        {me.data !== undefined && <Chip colour={onShift ? 'green' : 'grey'}>{people(onShift ? 'on' : me.data.shift?.state === 'break' ? 'onBreak' : 'off')}</Chip>}<Bell /><Switches /></header>
      <main id="main" className="phone-main stack">
        {mine !== null && me.data?.crew && <HoldBar crew={me.data.crew.id} mine={mine} working={list.length > 0} noCases={me.data.crew.no_cases !== null} />}
        <Calls />
        <QueueBar />
        <CaseBar />
        {jobs.isError && <Trouble error={jobs.error} retry={() => void jobs.refetch()} />}
        {local === 'new' ? <><Button look="quiet" icon="back" onClick={() => show(null)}>{t('back')}</Button><NewCase job={list.find((j) => String(j.id) === search.get('job')) ?? null} whereAmI={async () => (await whereAmI()) ?? lastSeen(me.data)} onOpened={(made) => toCase(made)} /></>
          : local !== undefined ? <CasePage key={local} local={local} onBack={() => show(null)} />
          : id !== undefined && jobs.isSuccess ? (job === undefined ? <Empty icon="check" title={t('jobGone')}><button type="button" className="btn" onClick={() => show(null)}>{t('back')}</button></Empty> : <>{onSpot(job) && <Button look="primary" wide icon="shield" onClick={() => toCase('new', job)}>{spot('start')}</Button>}<JobPage key={job.id} job={job} onBack={() => show(null)} /></>)
          : tab === 'permits' ? <><h1>{permits('checkTitle')}</h1><CheckPermit /></>
          : tab === 'me' ? (me.data === undefined ? <Spinner /> : <><Shift me={me.data} />{me.data.today !== null && <Today today={me.data.today} />}{!demo && <><BindPhone /><Link className="btn wide" to="/login/security"><Icon name="shield" />{people('security')}</Link><button type="button" className="btn wide" onClick={out}>{people('out')}</button></>}</>)
          : jobs.isPending ? <Spinner /> : <><JobList jobs={list} onShift={onShift} noCases={me.data?.crew?.no_cases ?? null} onOpen={show} />{onShift && me.data?.crew?.kind === 'patrol' && <Button wide icon="shield" onClick={() => toCase('new')}>{spot('start')}</Button>}<CaseList onOpen={(made) => toCase(made)} />{me.data?.today != null && <Today today={me.data.today} />}</>}
      </main>
      <nav className="phone-nav">
        {(['jobs', 'permits', 'me'] as const).map((x) => <button key={x} type="button" aria-pressed={tab === x && first === undefined} onClick={() => { setTab(x); if (first !== undefined) show(null); }}><Icon name={x === 'jobs' ? 'list' : x === 'permits' ? 'stall' : 'person'} />{x === 'permits' ? permits('check') : t(x)}{x === 'jobs' && list.length > 0 && <b>{list.length}</b>}</button>)}
        <TroubleButton fallback={near} />
      </nav>
    </div>
  );
}
