import { useQuery } from '@tanstack/react-query';
import { type ReactNode, type RefObject, useDeferredValue, useEffect, useRef, useState } from 'react';
import { api, type Point } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { type GeoJSONSource, MapView, type Maplibre, collect, pointFeature } from '@shared/map';
import { INTAKE } from './texts';

type Props = { at: Point | null; focus: RefObject<HTMLInputElement | null>; onChoose: (p: Point, text: string) => void };

const show = (map: Maplibre, p: Point | null): void => map.getSource<GeoJSONSource>('pick')?.setData(collect(p === null ? [] : [pointFeature(p, {})])) as unknown as void;

/** Where it is: a name from the gazetteer (arrow keys and Enter), or a click on the map. */
export function PlacePicker({ at, focus, onChoose }: Props): ReactNode {
  const t = useTexts(INTAKE);
  const map = useRef<Maplibre | null>(null);
  const [words, setWords] = useState('');
  const [marked, setMarked] = useState(0);
  const asked = useDeferredValue(words.trim());
  const found = useQuery({ queryKey: ['place-search', asked], queryFn: () => api.placeSearch(asked), enabled: asked !== '' });
  const list = asked === '' ? [] : (found.data ?? []).slice(0, 6);
  useEffect(() => {
    if (map.current === null) return;
    show(map.current, at);
    if (at !== null) map.current.easeTo({ center: [at.lng, at.lat], zoom: Math.max(map.current.getZoom(), 15), duration: 300 });
  }, [at]);
  const take = (index: number): void => {
    const place = list[index];
    if (place === undefined) return;
    onChoose({ lng: place.lng, lat: place.lat }, place.name);
    setWords('');
    focus.current?.blur();
  };
  return (
    <section className="place-picker" aria-label={t('place')}>
      <input ref={focus} className="input" value={words} placeholder={t('searchPlace')} aria-label={t('searchPlace')} role="combobox" aria-expanded={list.length > 0} aria-controls="places"
        onChange={(e) => { setWords(e.target.value); setMarked(0); }} onKeyDown={(e) => {
          if (e.key === 'ArrowDown') { e.preventDefault(); setMarked(Math.min(marked + 1, list.length - 1)); }
          if (e.key === 'ArrowUp') { e.preventDefault(); setMarked(Math.max(marked - 1, 0)); }
          if (e.key === 'Enter' && !e.ctrlKey && !e.metaKey) { e.preventDefault(); take(marked); }
          if (e.key === 'Escape') { setWords(''); e.currentTarget.blur(); }
        }} />
      {asked !== '' && <ul id="places" role="listbox" className="found">{list.map((p, i) => <li key={`${p.name}${p.lng}`} role="option" aria-selected={i === marked}><button type="button" tabIndex={-1} onClick={() => take(i)}>{p.name} <span className="muted">{p.kind}</span></button></li>)}{found.isSuccess && list.length === 0 && <li className="muted">{t('noPlaces')}</li>}</ul>}
      <MapView theme="dark" label={t('pickHere')} options={at === null ? {} : { center: [at.lng, at.lat], zoom: 15 }} onReady={(made) => {
        map.current = made;
        made.addSource('pick', { type: 'geojson', data: collect([]) });
        made.addLayer({ id: 'pick', type: 'circle', source: 'pick', paint: { 'circle-radius': 10, 'circle-color': '#5aa0ea', 'circle-stroke-width': 4, 'circle-stroke-color': '#fff' } });
        show(made, at);
        made.on('click', ({ lngLat }) => onChoose({ lng: lngLat.lng, lat: lngLat.lat }, ''));
      }} />
    </section>
  );
}
