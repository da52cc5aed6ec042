import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { api, useSession, type OpenMap, type PublicPoint } from '@shared/api';
import { day, dayAndTime, nameIn, useLanguage, useTexts } from '@shared/i18n';
import { type GeoJSONSource, MapView, type Maplibre, collect, pointFeature } from '@shared/map';
import { Button, Empty } from '@shared/parts';
import { Loaded, N, Table } from './parts';
import { OPEN } from './texts';

const FIRST = 12;
const MARGIN = 0.005; // degrees: half a square, so that none is cut

/** Tickets as groups: squares and days behind which enough people stand. */
export default function PublicMap(): ReactNode {
  const t = useTexts(OPEN);
  const query = useQuery({ queryKey: ['open-map'], queryFn: api.openMap });
  return <div className="stack"><h1>{t('t_map')}</h1><Loaded query={query}>{(found) => <Groups found={found} />}</Loaded></div>;
}

function Groups({ found }: { found: OpenMap }): ReactNode {
  const t = useTexts(OPEN);
  const lang = useLanguage();
  const { city } = useSession();
  const [kind, setKind] = useState('');
  const [many, setMany] = useState(FIRST);
  const map = useRef<Maplibre | null>(null);
  const kinds = useMemo(() => new Map(found.points.flatMap((p) => p.classes).map((c) => [c.code, c])), [found]);
  const points = useMemo(() => found.points.filter((p) => kind === '' || p.classes.some((c) => c.code === kind)), [found, kind]);
  const count = (p: PublicPoint): number => (kind === '' ? p.n : p.classes.find((c) => c.code === kind)?.n ?? 0);
  const features = collect(points.map((p) => pointFeature(p, { n: count(p), side: p.side_m })));
  useEffect(() => { map.current?.getSource<GeoJSONSource>('open')?.setData(features); });
  const what = (p: PublicPoint): string => p.classes.map((c) => `${nameIn(c, lang)} ${c.n}`).join(lang === 'en' ? ', ' : '、');
  const start = useMemo(() => {
    const [lngs, lats] = [found.points.map((p) => p.lng), found.points.map((p) => p.lat)];
    if (found.points.length < 2) return { center: city.centre, zoom: 12.5 };
    return { bounds: [[Math.min(...lngs) - MARGIN, Math.min(...lats) - MARGIN], [Math.max(...lngs) + MARGIN, Math.max(...lats) + MARGIN]] as [[number, number], [number, number]] };
  }, [found, city]);
  return (
    <>
      <p>{t('mapUntil', { d: dayAndTime(found.until, lang), n: found.least })}</p>
      <label className="row wrap">{t('kind')} <select className="input select" value={kind} onChange={(e) => setKind(e.target.value)}><option value="">{t('allKinds')}</option>{[...kinds.values()].sort((a, b) => a.code.localeCompare(b.code)).map((c) => <option key={c.code} value={c.code}>{nameIn(c, lang)}</option>)}</select></label>
      <MapView theme="light" label={t('t_map')} className="open-map" options={start} onReady={(made) => {
        map.current = made;
        made.addSource('open', { type: 'geojson', data: features });
        made.addLayer({ id: 'open', type: 'circle', source: 'open', paint: { 'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'n']], 1, 7, 10, 30], 'circle-color': '#1b5faa', 'circle-opacity': 0.55, 'circle-stroke-width': 2, 'circle-stroke-color': '#fff' } });
      }} />
      {points.length === 0 ? <Empty icon="map" title={t('mapNone')}>{t('mapNoneText')}</Empty> : <>
        <h2>{t('points', { n: points.length })}</h2>
        <Table label={t('shownAs')} head={[[t('street')], [t('day')], [t('what')], [t('reports'), true], [t('done'), true]]}>
          {points.slice(0, many).map((p, i) => <tr key={i}><th scope="row">{p.street || '—'}<br /><span className="muted">{t('square', { m: p.side_m })}</span></th><td>{day(p.since, lang)}</td><td>{what(p)}</td><N n={count(p)} /><N n={p.done} /></tr>)}
        </Table>
        {points.length > many && <Button onClick={() => setMany(many + 50)}>{t('more', { n: Math.min(50, points.length - many) })}</Button>}
      </>}
      {found.elsewhere.length > 0 && <section className="card stack"><h2>{t('elsewhere')}</h2><p className="muted">{t('elsewhereText')}</p><Areas rows={found.elsewhere} label={t('elsewhere')} /></section>}
      <section className="card stack"><h2>{t('private')}</h2><p className="muted">{t('privateText', { list: (lang === 'en' ? found.private_matters_en : found.private_matters).join(lang === 'en' ? ', ' : '、') })}</p>{found.private.length > 0 && <Areas rows={found.private} label={t('private')} />}</section>
    </>
  );
}

function Areas({ rows, label }: { rows: OpenMap['private']; label: string }): ReactNode {
  const t = useTexts(OPEN);
  return <Table label={label} head={[[t('district')], [t('reports'), true]]}>{rows.map((r) => <tr key={r.district}><th scope="row">{r.name || t('unknownPlace')}</th><N n={r.n} /></tr>)}</Table>;
}
