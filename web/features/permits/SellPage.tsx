import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { api, useCityNow, useSession, type LawfulPlace, type Point } from '@shared/api';
import { distance, useLanguage, useTexts } from '@shared/i18n';
import { type GeoJSONSource, MapView, type Maplibre, around, collect, pointFeature } from '@shared/map';
import { Chip, Empty, Icon, Trouble } from '@shared/parts';
import { daysOf, isOpen, weekdayAndMinute } from './hours';
import { PERMITS } from './texts';
import './permits.css';

const features = (places: readonly LawfulPlace[]): ReturnType<typeof collect> => collect(places.map((p) => pointFeature(p, { name: p.name })));

/** "Where may I sell?": the lawful places and hours around the middle of the map. */
export default function SellPage(): ReactNode {
  const t = useTexts(PERMITS);
  const { city } = useSession();
  const [at, setAt] = useState<Point>({ lng: city.centre[0], lat: city.centre[1] });
  const map = useRef<Maplibre | null>(null);
  const places = useQuery({ queryKey: ['lawful', at], queryFn: () => api.lawful(at, 3000), placeholderData: (old) => old });
  const list = places.data ?? [];
  const shown = useRef(false);
  // At first the map opens wide enough to show the nearest place; afterwards it is the visitor's.
  const showNearest = (m: Maplibre): void => {
    const first = list[0];
    if (shown.current || first === undefined) return;
    shown.current = true;
    m.fitBounds(around([city.centre, [first.lng, first.lat]]) ?? city.bounds, { padding: 50, maxZoom: 15, duration: 0 });
  };
  useEffect(() => { if (map.current !== null) showNearest(map.current); });
  useEffect(() => { map.current?.getSource<GeoJSONSource>('lawful')?.setData(features(list)); }, [list]);
  return (
    <div className="stack">
      <h1>{t('title')}</h1>
      <p className="muted">{t('lead')}</p>
      <MapView className="near-map" theme="light" label={t('title')} options={{ zoom: 13.5 }} onReady={(m) => {
        map.current = m;
        m.addSource('lawful', { type: 'geojson', data: features(list) });
        m.addLayer({ id: 'lawful', type: 'circle', source: 'lawful', paint: { 'circle-radius': 9, 'circle-color': '#23704f', 'circle-stroke-color': '#fff', 'circle-stroke-width': 3 } });
        showNearest(m);
        m.on('moveend', () => { const c = m.getCenter(); setAt({ lng: c.lng, lat: c.lat }); });
      }} />
      {places.isError && <Trouble error={places.error} retry={() => void places.refetch()} />}
      {places.isSuccess && list.length === 0 && <Empty icon="stall" title={t('none')}>{t('noneText')}</Empty>}
      <ul className="stack">{list.map((p) => <Place key={`${p.name}${p.lng}`} place={p} onShow={() => map.current?.easeTo({ center: [p.lng, p.lat], zoom: 16 })} />)}</ul>
    </div>
  );
}

function Place({ place, onShow }: { place: LawfulPlace; onShow: () => void }): ReactNode {
  const t = useTexts(PERMITS);
  const lang = useLanguage();
  const { weekday, minute } = weekdayAndMinute(useCityNow(30_000));
  const open = place.hours.length === 0 ? place.open_now : isOpen(place.hours, weekday, minute);
  const days = (list: number[]): string => list.length === 7 ? t('every') : list.map((d) => t(`d${d}` as 'd1')).join(' ');
  return (
    <li><button type="button" className="card sell" onClick={onShow}>
      <Icon name="stall" />
      <span className="grow">
        <strong>{place.name}</strong>
        {place.hours.map((h, i) => <span key={i} className="muted line">{days(daysOf(h.days))} {h.from}–{h.to}</span>)}
        <span className="row wrap line"><Chip colour={open ? 'green' : 'grey'}>{t(open ? 'open' : 'closed')}</Chip>
          {place.places > 0 && <Chip colour="grey">{t('pitches', { n: place.places })}</Chip>}</span>
      </span>
      <span className="muted">{distance(place.distance_m, lang)}</span>
    </button></li>
  );
}
