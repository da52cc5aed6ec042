import { useQuery } from '@tanstack/react-query';
import { type ReactNode, Suspense, lazy, useCallback, useEffect, useMemo, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { Bus, CrewCard, DayFigures, type Focus, Incidents, LIVE, Toasts, atMostEvery } from '@features/live';
import CommandMap from '@features/live/CommandMap';
import { PermitCard } from '@features/permits';
import { SensorCard, SensorList } from '@features/sensors';
import { Lanes, TICKETS, TicketDrawer, readFilters, writeFilters } from '@features/tickets';
import { TicketWhistles } from '@features/whistles';
import { api, useSession, type LiveTicket, type Ticket } from '@shared/api';
import { useLive } from '@shared/api/stream';
import { useTexts } from '@shared/i18n';
import { Spinner } from '@shared/parts';
import { CommandHead, type View } from './CommandHead';
import { FollowBar } from './FollowBar';
import './command.css';

const ListView = lazy(() => import('./ListView'));
const REREAD_MS = 2_000;
const DRAWER_PX = 440;
const SENSORS_MS = 5_000;
const NO_PINS: never[] = [];

function useChanges(bus: Bus, only: string | null): (again: () => void) => () => void {
  return useCallback((again) => {
    const soon = atMostEvery(REREAD_MS, again);
    return bus.on('ticket', (data) => { if (only === null || (data as LiveTicket).no === only) soon(); });
  }, [bus, only]);
}

export default function Command(): ReactNode {
  const t = useTexts(LIVE);
  const say = useTexts(TICKETS);
  const go = useNavigate();
  const { roles } = useSession();
  const [search, setSearch] = useSearchParams();
  const bus = useMemo(() => new Bus(), []);
  const connection = useLive(useMemo(() => bus.handlers(['ticket', 'crew', 'report', 'incident']), [bus]), 'ticket,crew,report,incident');
  const [crew, setCrew] = useState<string | null>(null);
  const [permit, setPermit] = useState<string | null>(null);
  const [listed, setListed] = useState(false);
  const [loaded, setLoaded] = useState<Ticket | null>(null);
  const compact = search.get('compact') === '1';
  const no = search.get('ticket') ?? search.get('follow');
  const view: View = search.get('view') === 'list' ? 'list' : 'board';
  const tab = search.get('tab') ?? 'map';
  const sensor = search.get('sensor');
  const withSensors = search.get('sensors') !== '0' && !compact;
  const sensors = useQuery({ queryKey: ['sensors'], queryFn: () => api.sensors(), enabled: withSensors && view === 'board', refetchInterval: SENSORS_MS });
  const set = useCallback((changes: Record<string, string | null>): void => setSearch((old) => {
    const next = new URLSearchParams(old);
    for (const [k, v] of Object.entries(changes)) { if (v === null) next.delete(k); else next.set(k, v); }
    return next;
  }, { replace: true }), [setSearch]);
  const open = useCallback((ticket: string) => { setCrew(null); set({ ticket }); }, [set]);
  const close = useCallback(() => set({ ticket: null, follow: null }), [set]);
  useEffect(() => {
    document.documentElement.dataset['face'] = 'dark';
    return () => { delete document.documentElement.dataset['face']; };
  }, []);
  const ticket = loaded !== null && loaded.no === no ? loaded : null;
  const focus = useMemo((): Focus | null => (ticket?.lng == null || ticket.lat == null ? null : { lng: ticket.lng, lat: ticket.lat, route: ticket.route }), [ticket]);
  const showSensor = useCallback((code: string) => { setCrew(null); setPermit(null); if (innerWidth < 700) setListed(false); set({ sensor: code }); }, [set]);
  const allChanges = useChanges(bus, null);
  const oneChange = useChanges(bus, no);

  const map = <CommandMap bus={bus} focus={focus} focusKey={no ?? ''} compact={compact} drawerWidth={no !== null && !compact && innerWidth > 900 ? DRAWER_PX : 0} onCamera={(code) => { void go(`/command/cameras/${code}`); }} onTicket={open} onCrew={(id) => { setPermit(null); set({ sensor: null }); setCrew(id); }} onPermit={(number) => { setCrew(null); set({ sensor: null }); setPermit(number); }}
    sensors={{ on: withSensors, toggle: () => set({ sensors: withSensors ? '0' : null, sensor: null }), pins: withSensors ? (sensors.data?.rows ?? NO_PINS) : NO_PINS }} onSensor={showSensor} />;
  if (compact) return <div className="command compact">{map}<FollowBar no={no} onChange={oneChange} onLoaded={setLoaded} ticket={ticket} connection={connection} /></div>;
  return (
    <div className={`command view-${view} tab-${tab}`}>
      <CommandHead view={view} connection={connection} onView={(v) => set({ view: v === 'list' ? 'list' : null })} onSearch={(q) => set({ q, view: 'list' })} q={search.get('q') ?? ''} onTicket={open} />
      <main id="main">
        {view === 'list' ? (
          <Suspense fallback={<Spinner />}><ListView filters={readFilters(search)} onFilters={(f) => setSearch((old) => writeFilters(old, f), { replace: true })} onTicket={open} /></Suspense>
        ) : <>
          <div className="pane-day" tabIndex={0} role="region" aria-label={t('today')}><DayFigures bus={bus} /></div>
          <div className="pane-map">{map}{crew !== null && <CrewCard id={crew} onTicket={open} onClose={() => setCrew(null)} />}{permit !== null && <PermitCard key={permit} number={permit} onClose={() => setPermit(null)} />}{withSensors && sensors.data !== undefined && sensors.data.total > 0 && <SensorList found={sensors.data} open={listed} onOpen={setListed} onSensor={showSensor} />}{sensor !== null && <SensorCard key={sensor} code={sensor} onClose={() => set({ sensor: null })} />}<Toasts bus={bus} onTicket={open} /><Incidents bus={bus} /></div>
          <div className="pane-lanes"><Lanes onChange={allChanges} selected={no} onTicket={open} /></div>
        </>}
        {no !== null && <div className="pane-drawer" style={{ width: DRAWER_PX }}><TicketDrawer key={no} no={no} onChange={oneChange} onClose={close} onLoaded={setLoaded} beside={<TicketWhistles no={no} blows={roles.some((r) => r.role === 'dispatcher' || r.role === 'street')} />} /></div>}
      </main>
      {view === 'board' && <nav className="command-tabs">{(['map', 'lanes', 'day'] as const).map((x) => <button key={x} type="button" aria-pressed={tab === x} onClick={() => set({ tab: x })}>{x === 'map' ? t('map') : x === 'lanes' ? say('lanes') : t('today')}</button>)}</nav>}
    </div>
  );
}
