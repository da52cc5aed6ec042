import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { api, useSession, type LiveCrew, type LiveTicket, type SensorPin } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { MapView, type Maplibre } from '@shared/map';
import { Icon } from '@shared/parts';
import { Board } from './board';
import { type Focus, type Shown, addLayers, animate, showFocus, showCameras, showLayers, showPermits, showSensors } from './layers';
import type { Bus } from './bus';
import { LIVE } from './texts';

type Props = { bus: Bus; focus: Focus | null; focusKey: string; compact?: boolean; drawerWidth?: number; onTicket: (no: string) => void; onCrew: (id: string) => void; onPermit?: (number: string) => void; sensors?: SensorLayer; onSensor?: (code: string) => void; onCamera?: (code: string) => void };
/** The sensors are read by whoever lists them beside the map; here is only whether they are shown. */
export type SensorLayer = { on: boolean; toggle: () => void; pins: readonly SensorPin[] };
const REREAD_MS = 20_000;
const KINDS = ['tickets', 'crews', 'names', 'areas', 'permits', 'cameras'] as const;
const CAMERAS_MS = 20_000;
const PERMITS_MS = 60_000; // an hour that begins or ends is seen within a minute

/** Where everybody is and what is open, moving. */
export default function CommandMap({ bus, focus, focusKey, compact = false, drawerWidth = 0, onTicket, onCrew, onPermit = () => undefined, sensors, onSensor = () => undefined, onCamera = () => undefined }: Props): ReactNode {
  const t = useTexts(LIVE);
  const { city } = useSession();
  const board = useMemo(() => new Board(), []);
  const [map, setMap] = useState<Maplibre | null>(null);
  const changed = useRef<() => void>(() => undefined);
  const select = useRef({ onTicket, onCrew, onPermit, onSensor, onCamera });
  select.current = { onTicket, onCrew, onPermit, onSensor, onCamera };
  const [shown, setShown] = useState<Omit<Shown, 'sensors'>>({ tickets: true, crews: true, names: !compact, areas: !compact, permits: false, cameras: false });
  const withSensors = sensors?.on === true;
  const all = useQuery({ queryKey: ['command-map'], queryFn: api.commandMap, refetchInterval: REREAD_MS });

  useEffect(() => {
    if (all.data === undefined) return;
    board.replace(all.data, performance.now());
    changed.current();
  }, [all.data, board]);
  useEffect(() => bus.on('ticket', (data) => { board.takeTicket(data as LiveTicket); changed.current(); }), [bus, board]);
  useEffect(() => bus.on('crew', (data) => { board.takeCrews(data as LiveCrew, performance.now()); changed.current(); }), [bus, board]);
  const permits = useQuery({ queryKey: ['permits'], queryFn: api.permits, enabled: shown.permits, refetchInterval: PERMITS_MS });
  useEffect(() => { if (map !== null) showPermits(map, permits.data ?? []); }, [map, permits.data]);
  const cameras = useQuery({ queryKey: ['cameras', '', ''], queryFn: () => api.cameras({ q: '', status: '' }), enabled: shown.cameras, refetchInterval: CAMERAS_MS });
  useEffect(() => { if (map !== null) showCameras(map, cameras.data?.rows ?? []); }, [map, cameras.data]);
  useEffect(() => { if (map !== null) showLayers(map, { ...shown, sensors: withSensors }); }, [map, shown, withSensors]);
  useEffect(() => { if (map !== null) showSensors(map, sensors?.pins ?? []); }, [map, sensors?.pins]);
  const seen = useRef('');
  useEffect(() => {
    if (map === null) return;
    const edge = compact ? 46 : 90;
    const stage = `${focusKey}|${focus?.route ? 'route' : ''}`;
    showFocus(map, focus, { top: edge, bottom: edge, left: edge, right: edge + drawerWidth }, seen.current !== stage);
    seen.current = stage;
  }, [map, focus, focusKey, compact, drawerWidth]);

  const ready = (m: Maplibre): (() => void) => {
    addLayers(m);
    const pictures = animate(m, board);
    changed.current = pictures.changed;
    for (const [layer, key, call] of [['tickets', 'no', 'onTicket'], ['crews', 'id', 'onCrew'], ['permits', 'number', 'onPermit'], ['sensors', 'code', 'onSensor'], ['cameras', 'code', 'onCamera']] as const) {
      m.on('click', layer, (e) => { const id = e.features?.[0]?.properties[key] as unknown; if (typeof id === 'string') select.current[call](id); });
      m.on('mouseenter', layer, () => { m.getCanvas().style.cursor = 'pointer'; });
      m.on('mouseleave', layer, () => { m.getCanvas().style.cursor = ''; });
    }
    setMap(m);
    return pictures.stop;
  };

  const [w, s, e, n] = city.bounds;
  return (
    <MapView theme="dark" small={compact} label={t('map')} className="command-map" onReady={ready} options={{ zoom: compact ? 12 : 12.4 }}>
      {!compact && (
        <div className="layer-switches" role="group" aria-label={t('layers')}>
          <Icon name="layers" />
          {KINDS.map((kind) => (
            <button key={kind} type="button" aria-pressed={shown[kind]} onClick={() => setShown({ ...shown, [kind]: !shown[kind] })}>{t(kind)}</button>
          ))}
          {sensors !== undefined && <button type="button" aria-pressed={sensors.on} onClick={sensors.toggle}>{t('sensors')}</button>}
          <button type="button" onClick={() => map?.fitBounds([w, s, e, n], { padding: 20 })}>{t('fit')}</button>
        </div>
      )}
    </MapView>
  );
}
