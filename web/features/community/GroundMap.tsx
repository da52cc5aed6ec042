import { type ReactNode, useEffect, useRef } from 'react';
import type { Feature } from 'geojson';
import type { Point } from '@shared/api';
import { type GeoJSONSource, MapView, type Maplibre, collect, pointFeature } from '@shared/map';
import { type Corner, type Drawn, closed } from './ground';
import { circle } from './circle';

type Props = { drawn: Drawn; others: readonly (readonly Corner[])[]; onPick: (p: Point) => void; label: string; theme: 'light' | 'dark' };

const ring = (corners: readonly Corner[], own: boolean): Feature => ({ type: 'Feature', properties: { own }, geometry: { type: 'Polygon', coordinates: [closed(corners)] } });

function shown({ at, radius, corners }: Drawn, others: Props['others']): Feature[] {
  const own = corners.length > 2 ? [ring(corners, true)] : corners.length === 2 ? [{ type: 'Feature' as const, properties: { own: true }, geometry: { type: 'LineString' as const, coordinates: corners.map((c) => [...c]) } }] : [];
  const round = at === null ? [] : [pointFeature(at, { own: true }), ring(circle(at, radius), true)];
  return [...others.map((o) => ring(o, false)), ...own, ...corners.map(([lng, lat]) => pointFeature({ lng, lat }, { own: true })), ...round];
}

/** A duty area: tapped corner by corner, or as a circle round its middle; those of other firms stand in grey. */
export default function GroundMap({ drawn, others, onPick, label, theme }: Props): ReactNode {
  const map = useRef<Maplibre | null>(null);
  const pick = useRef(onPick);
  useEffect(() => { pick.current = onPick; });
  useEffect(() => { map.current?.getSource<GeoJSONSource>('ground')?.setData(collect(shown(drawn, others))); }, [drawn, others]);
  const own = (yes: string, no: string): ['case', ['get', string], string, string] => ['case', ['get', 'own'], yes, no];
  return (
    <MapView className="community-map" theme={theme} label={label} options={{ zoom: 14 }} onReady={(made) => {
      map.current = made;
      made.addSource('ground', { type: 'geojson', data: collect(shown(drawn, others)) });
      made.addLayer({ id: 'ground-area', type: 'fill', source: 'ground', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': own('#1b5faa', '#7a8794'), 'fill-opacity': 0.2 } });
      made.addLayer({ id: 'ground-line', type: 'line', source: 'ground', filter: ['!=', ['geometry-type'], 'Point'], paint: { 'line-color': own('#1b5faa', '#7a8794'), 'line-width': 2 } });
      made.addLayer({ id: 'ground-point', type: 'circle', source: 'ground', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 7, 'circle-color': '#1b5faa', 'circle-stroke-width': 3, 'circle-stroke-color': '#fff' } });
      made.on('click', ({ lngLat }) => pick.current({ lng: lngLat.lng, lat: lngLat.lat }));
    }} />
  );
}
