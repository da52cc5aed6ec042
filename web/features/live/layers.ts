import type { CameraRow, LngLat, MapPermit, SensorPin } from '@shared/api';
import { type GeoJSONSource, type Maplibre, around, collect, drawMarkers, lineFeature, pointFeature } from '@shared/map';
import type { Board } from './board';

export type Shown = { tickets: boolean; crews: boolean; names: boolean; areas: boolean; permits: boolean; sensors: boolean; cameras: boolean };
const FRAME_MS = 90; // eleven pictures a second look smooth and leave the processor to the rest of the screen

const source = (map: Maplibre, id: string): GeoJSONSource | undefined => map.getSource<GeoJSONSource>(id);

export function addLayers(map: Maplibre): void {
  drawMarkers(map);
  for (const id of ['coverage', 'cameras', 'permits', 'sensors', 'route', 'focus', 'tickets', 'crews']) map.addSource(id, { type: 'geojson', data: collect([]) });
  // What each camera sees, and where it stands; a camera that is blind has no wedge worth the name and is drawn hollow.
  map.addLayer({ id: 'coverage', type: 'fill', source: 'coverage', layout: { visibility: 'none' }, paint: { 'fill-color': ['case', ['get', 'good'], '#c792ea', '#e2574c'], 'fill-opacity': 0.28, 'fill-outline-color': '#c792ea' } });
  map.addLayer({ id: 'cameras', type: 'circle', source: 'cameras', layout: { visibility: 'none' }, paint: {
    'circle-radius': ['interpolate', ['linear'], ['zoom'], 10, 3, 13, 6, 16, 10], 'circle-color': ['case', ['get', 'good'], '#c792ea', '#0b1826'],
    'circle-stroke-color': ['case', ['get', 'good'], '#f3e3ff', '#e2574c'], 'circle-stroke-width': 2.5 } });
  map.addLayer({ id: 'permits', type: 'circle', source: 'permits', layout: { visibility: 'none' }, paint: {
    'circle-radius': ['interpolate', ['linear'], ['zoom'], 10, 3, 13, 6, 16, 11], 'circle-color': ['match', ['get', 'kind'], 'stall', '#5fc298', 'sign', '#b48cf2', 'road', '#f2a65a', 'spoil', '#c9a27a', 'digging', '#e87ba4', '#8b9bad'],
    'circle-opacity': ['case', ['get', 'open'], 0.95, 0.4], 'circle-stroke-color': '#0b1826', 'circle-stroke-width': 2 } });
  map.addLayer({ id: 'route-casing', type: 'line', source: 'route', layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': '#06101c', 'line-width': 9, 'line-opacity': 0.6 } });
  map.addLayer({ id: 'route', type: 'line', source: 'route', layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': '#4aa3ff', 'line-width': 4.5 } });
  map.addLayer({ id: 'focus', type: 'circle', source: 'focus', paint: { 'circle-radius': 24, 'circle-color': 'rgba(74,163,255,0.14)', 'circle-stroke-color': '#4aa3ff', 'circle-stroke-width': 2 } });
  map.addLayer({ id: 'sensors', type: 'symbol', source: 'sensors', layout: {
    'icon-image': ['get', 'icon'], 'icon-allow-overlap': true, 'symbol-sort-key': ['get', 'rank'],
    // What is well is small; what rings or needs somebody is seen from afar.
    'icon-size': ['interpolate', ['linear'], ['zoom'], 10, ['case', ['==', ['get', 'rank'], 0], 0.32, 0.62], 13, ['case', ['==', ['get', 'rank'], 0], 0.55, 0.9], 16, 1] } });
  map.addLayer({ id: 'tickets', type: 'symbol', source: 'tickets', layout: {
    'icon-image': ['get', 'icon'], 'icon-allow-overlap': true, 'symbol-sort-key': ['get', 'late'],
    'icon-size': ['interpolate', ['linear'], ['zoom'], 10, 0.42, 13, 0.7, 16, 1] } });
  map.addLayer({ id: 'crews', type: 'symbol', source: 'crews', layout: {
    'icon-image': ['get', 'icon'], 'icon-allow-overlap': true,
    // A crew on the spot stands beside its ticket, not on it; crews that wait are small and pale, so that the busy ones are seen.
    'icon-offset': ['case', ['==', ['get', 'icon'], 'crew-on_site'], ['literal', [17, 13]], ['literal', [0, 0]]],
    'icon-size': ['interpolate', ['linear'], ['zoom'], 10, ['case', ['==', ['get', 'free'], 1], 0.36, 0.6], 13, ['case', ['==', ['get', 'free'], 1], 0.6, 0.85], 16, 1.1] },
    paint: { 'icon-opacity': ['case', ['==', ['get', 'free'], 1], 0.65, 1] } });
  map.addLayer({ id: 'crew-names', type: 'symbol', source: 'crews', minzoom: 13, layout: {
    'text-field': ['get', 'name'], 'text-font': ['Noto Sans CJK SC'], 'text-size': 11, 'text-offset': [0, 1.1], 'text-anchor': 'top', 'text-optional': true },
    paint: { 'text-color': '#cfe4fb', 'text-halo-color': '#0b1521', 'text-halo-width': 1.4 } });
}

export function showLayers(map: Maplibre, shown: Shown): void {
  const set = (id: string, on: boolean): void => { if (map.getLayer(id)) map.setLayoutProperty(id, 'visibility', on ? 'visible' : 'none'); };
  set('tickets', shown.tickets);
  set('permits', shown.permits);
  set('sensors', shown.sensors);
  for (const id of ['coverage', 'cameras']) set(id, shown.cameras);
  set('crews', shown.crews);
  set('crew-names', shown.crews && shown.names);
  for (const level of ['district', 'street', 'community', 'grid']) set(`area-${level}`, shown.areas);
}

export function showPermits(map: Maplibre, permits: readonly MapPermit[]): void {
  source(map, 'permits')?.setData(collect(permits.map((p) => pointFeature(p, { number: p.number, kind: p.kind, open: p.open_now }))));
}

const RANKS: Readonly<Record<string, number>> = { alarm: 3, suspected: 2, silent: 1, trouble: 1 }; // drawn above those that are well

export function showCameras(map: Maplibre, cameras: readonly CameraRow[]): void {
  const used = cameras.filter((c) => c.state === 'on');
  const good = (c: CameraRow): boolean => c.status === 'good' || c.status === 'unseen';
  source(map, 'cameras')?.setData(collect(used.map((c) => pointFeature(c, { code: c.code, good: good(c) }))));
  source(map, 'coverage')?.setData({ type: 'FeatureCollection', features: used.map((c) => ({ type: 'Feature', geometry: { type: 'Polygon', coordinates: [c.wedge] }, properties: { good: good(c) } })) });
}

export function showSensors(map: Maplibre, sensors: readonly SensorPin[]): void {
  source(map, 'sensors')?.setData(collect(sensors.map((s) => pointFeature(s, { code: s.code, icon: `sensor-${s.status}-${s.kind}`, rank: RANKS[s.status] ?? 0 }))));
}

/** Draws the board until the returned function is called. Tickets are redrawn only after `changed()` said so. */
export function animate(map: Maplibre, board: Board): { changed: () => void; stop: () => void } {
  let dirty = true;
  let last = 0;
  let frame = 0;
  const draw = (now: number): void => {
    frame = requestAnimationFrame(draw);
    if (now - last < FRAME_MS || document.hidden) return;
    last = now;
    if (dirty || board.tracks.moving(now)) source(map, 'crews')?.setData(board.crewFeatures(now));
    if (dirty) source(map, 'tickets')?.setData(board.ticketFeatures());
    dirty = false;
  };
  frame = requestAnimationFrame(draw);
  return { changed: () => { dirty = true; }, stop: () => cancelAnimationFrame(frame) };
}

export type Focus = { lng: number; lat: number; route: LngLat[] | null };
type Padding = { top: number; bottom: number; left: number; right: number };

export function showFocus(map: Maplibre, focus: Focus | null, padding: Padding, move: boolean): void {
  source(map, 'route')?.setData(collect(focus?.route && focus.route.length > 1 ? [lineFeature(focus.route)] : []));
  source(map, 'focus')?.setData(collect(focus === null ? [] : [pointFeature(focus, {})]));
  if (focus === null || !move) return;
  const box = around([...(focus.route ?? []), [focus.lng, focus.lat]]);
  if (box !== null) map.fitBounds(box, { padding, maxZoom: 15.5, duration: 900 });
}
