import { type ReactNode, useEffect, useRef } from 'react';
import type { Point } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { type GeoJSONSource, MapView, type Maplibre, collect, pointFeature } from '@shared/map';
import { REPORTS } from './texts';

const show = (map: Maplibre, p: Point | null): void => {
  map.getSource<GeoJSONSource>('pick')?.setData(collect(p === null ? [] : [pointFeature(p, {})]));
};

export default function PickMap({ at, onChoose }: { at: Point | null; onChoose: (p: Point) => void }): ReactNode {
  const t = useTexts(REPORTS);
  const map = useRef<Maplibre | null>(null);
  const tapped = useRef<Point | null>(null);
  useEffect(() => { // the phone has found where it is after the map stood
    if (map.current === null || at === null || at === tapped.current) return;
    show(map.current, at);
    map.current.jumpTo({ center: [at.lng, at.lat], zoom: 16 });
  }, [at]);
  return (
    <div className="pick-map">
      <p className="muted">{t('moveMap')}</p>
      <MapView theme="light" label={t('pickOnMap')} options={at === null ? {} : { center: [at.lng, at.lat], zoom: 16 }} onReady={(made) => {
        map.current = made;
        made.addSource('pick', { type: 'geojson', data: collect([]) });
        made.addLayer({ id: 'pick', type: 'circle', source: 'pick', paint: { 'circle-radius': 10, 'circle-color': '#1b5faa', 'circle-stroke-width': 4, 'circle-stroke-color': '#fff' } });
        show(made, at);
        made.on('click', ({ lngLat }) => {
          const p = { lng: lngLat.lng, lat: lngLat.lat };
          tapped.current = p;
          show(made, p);
          onChoose(p);
        });
      }} />
    </div>
  );
}
