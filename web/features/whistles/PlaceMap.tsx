import { type ReactNode, useEffect, useRef } from 'react';
import type { Point } from '@shared/api';
import { type GeoJSONSource, MapView, type Maplibre, collect, pointFeature } from '@shared/map';

type Props = { at: Point | null; start?: Point | null; label: string; theme?: 'light' | 'dark'; onChoose?: (p: Point) => void };

const show = (map: Maplibre, p: Point | null): void => { map.getSource<GeoJSONSource>('place')?.setData(collect(p === null ? [] : [pointFeature(p, {})])); };

/** The place of a whistle; with `onChoose` a tap moves it. */
export default function PlaceMap({ at, start = null, label, theme = 'light', onChoose }: Props): ReactNode {
  const map = useRef<Maplibre | null>(null);
  const first = at ?? start;
  useEffect(() => {
    if (map.current === null) return;
    show(map.current, at);
    if (at !== null) map.current.easeTo({ center: [at.lng, at.lat], zoom: Math.max(map.current.getZoom(), 15), duration: 300 });
  }, [at]);
  return (
    <MapView className="whistle-map" theme={theme} label={label} small={onChoose === undefined} options={first === null ? {} : { center: [first.lng, first.lat], zoom: 15.5 }} onReady={(made) => {
      map.current = made;
      made.addSource('place', { type: 'geojson', data: collect([]) });
      made.addLayer({ id: 'place', type: 'circle', source: 'place', paint: { 'circle-radius': 10, 'circle-color': '#1b5faa', 'circle-stroke-width': 4, 'circle-stroke-color': '#fff' } });
      show(made, at);
      if (onChoose !== undefined) made.on('click', ({ lngLat }) => onChoose({ lng: lngLat.lng, lat: lngLat.lat }));
    }} />
  );
}
