import { type ReactNode, useEffect, useRef } from 'react';
import type { LngLat, Point } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { type GeoJSONSource, MapView, type Maplibre, around, collect, lineFeature, pointFeature } from '@shared/map';
import { DISPATCH } from './texts';

function draw(map: Maplibre, route: LngLat[], to: Point): void {
  const start = route[0];
  map.getSource<GeoJSONSource>('route')?.setData(collect(route.length > 1 ? [lineFeature(route)] : []));
  map.getSource<GeoJSONSource>('ends')?.setData(collect([pointFeature(to, { end: 1 }), ...(start ? [pointFeature({ lng: start[0], lat: start[1] }, { end: 0 })] : [])]));
  const box = around([...route, [to.lng, to.lat]]);
  if (box !== null) map.fitBounds(box, { padding: 44, maxZoom: 16, duration: 0 });
}

export default function RouteMap({ route, to }: { route: LngLat[]; to: Point }): ReactNode {
  const t = useTexts(DISPATCH);
  const map = useRef<Maplibre | null>(null);
  useEffect(() => { if (map.current !== null) draw(map.current, route, to); }, [route, to.lng, to.lat]); // eslint-disable-line react-hooks/exhaustive-deps
  return (
    <MapView small theme="light" label={t('route')} className="route-map" options={{ center: [to.lng, to.lat], zoom: 14.5 }} onReady={(m) => {
      map.current = m;
      m.addSource('route', { type: 'geojson', data: collect([]) });
      m.addSource('ends', { type: 'geojson', data: collect([]) });
      m.addLayer({ id: 'route-casing', type: 'line', source: 'route', layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': '#fff', 'line-width': 9 } });
      m.addLayer({ id: 'route', type: 'line', source: 'route', layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': '#1b5faa', 'line-width': 5 } });
      m.addLayer({ id: 'ends', type: 'circle', source: 'ends', paint: { 'circle-radius': ['case', ['==', ['get', 'end'], 1], 10, 7], 'circle-color': ['case', ['==', ['get', 'end'], 1], '#b3261e', '#1b5faa'], 'circle-stroke-color': '#fff', 'circle-stroke-width': 3 } });
      draw(m, route, to);
    }} />
  );
}
