import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api } from '@shared/api';
import { day, useLanguage, useTexts } from '@shared/i18n';
import { type GeoJSONSource, MapView, type Maplibre, collect, pointFeature } from '@shared/map';
import { Chip, Empty, Spinner, Trouble } from '@shared/parts';
import { DEVICES } from './texts';
import './devices.css';

/** The published monitoring places, for everybody (APL 41). */
export default function PublicCameras(): ReactNode {
  const t = useTexts(DEVICES);
  const lang = useLanguage();
  const [words, setWords] = useState('');
  const [map, setMap] = useState<Maplibre | null>(null);
  const query = useQuery({ queryKey: ['published-cameras'], queryFn: api.publishedCameras });
  const all = query.data?.places ?? [];
  const rows = all.filter((p) => `${p.name}${p.address}${p.code}`.toLowerCase().includes(words.trim().toLowerCase()));
  map?.getSource<GeoJSONSource>('cameras')?.setData(collect(rows.map((p) => pointFeature(p, { code: p.code }))));
  return (
    <div className="stack public-cameras">
      <h1>{t('publicTitle')}</h1>
      <p>{t('publicIntro')}</p>
      {query.isPending ? <Spinner /> : query.isError ? <Trouble error={query.error} retry={() => void query.refetch()} /> : all.length === 0 ? <Empty icon="camera" title={t('publicNone')} /> : <>
        <MapView theme="light" label={t('publicTitle')} className="public-map" options={{ center: [all[0]?.lng ?? 0, all[0]?.lat ?? 0], zoom: 12.5 }} onReady={(made) => {
          made.addSource('cameras', { type: 'geojson', data: collect(rows.map((p) => pointFeature(p, { code: p.code }))) });
          made.addLayer({ id: 'cameras', type: 'circle', source: 'cameras', paint: { 'circle-radius': 8, 'circle-color': '#1B5FAA', 'circle-stroke-width': 3, 'circle-stroke-color': '#fff' } });
          setMap(made);
        }} />
        <input className="input" value={words} placeholder={t('publicFilter')} aria-label={t('publicFilter')} onChange={(e) => setWords(e.target.value)} />
        <p className="muted">{t('publicN', { n: rows.length })}</p>
        <ul className="plain">{rows.map((p) => (
          <li key={p.code}><strong>{p.name}</strong> <code>{p.code}</code> <Chip colour={p.evidence ? 'green' : 'grey'}>{p.evidence ? t('publicEvidence') : t('publicLead')}</Chip><br /><span className="muted">{[p.address, p.purpose, t('publishedOn', { d: day(p.published_on, lang) })].filter((x) => x !== '').join(' · ')}</span></li>
        ))}</ul>
      </>}
    </div>
  );
}
