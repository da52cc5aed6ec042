import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { api, newKey, useSession, type Known, type Point } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { type GeoJSONSource, MapView, type Maplibre, collect, drawMarkers, pointFeature } from '@shared/map';
import { Empty, Trouble } from '@shared/parts';
import { KnownList } from './KnownList';
import { REPORTS } from './texts';

/** What is already known around the middle of the map. */
export default function NearMap({ onFollowed }: { onFollowed: (sent: { receipt: string; code: string }, title: string) => void }): ReactNode {
  const t = useTexts(REPORTS);
  const { city } = useSession();
  const [at, setAt] = useState<Point>({ lng: city.centre[0], lat: city.centre[1] });
  const [error, setError] = useState<unknown>(null);
  const map = useRef<Maplibre | null>(null);
  const near = useQuery({ queryKey: ['near', at], queryFn: () => api.near(at, 1200), placeholderData: (old) => old });
  const known = near.data?.known ?? [];
  useEffect(() => {
    map.current?.getSource<GeoJSONSource>('known')?.setData(collect(known.map((k) => pointFeature(k, {}))));
  }, [known]);
  const follow = (k: Known): void => void api.follow({ ticket: k.ticket, key: newKey() }).then((sent) => onFollowed(sent, k.matter), setError);
  return (
    <div className="stack">
      <MapView className="near-map" theme="light" label={t('nearby')} options={{ zoom: 15 }} onReady={(m) => {
        map.current = m;
        drawMarkers(m);
        m.addSource('known', { type: 'geojson', data: collect(known.map((k) => pointFeature(k, {}))) });
        m.addLayer({ id: 'known', type: 'circle', source: 'known', paint: { 'circle-radius': 9, 'circle-color': '#1b5faa', 'circle-stroke-color': '#fff', 'circle-stroke-width': 3 } });
        m.on('moveend', () => { const c = m.getCenter(); setAt({ lng: c.lng, lat: c.lat }); });
        navigator.geolocation?.getCurrentPosition(({ coords }) => m.jumpTo({ center: [coords.longitude, coords.latitude] }), () => undefined);
      }} />
      <p className="muted">{t('kept')}</p>
      {error !== null && <Trouble error={error} />}
      {near.isError && <Trouble error={near.error} retry={() => void near.refetch()} />}
      {near.isSuccess && known.length === 0 ? <Empty icon="check" title={t('nobody')}>{t('nobodyText')}</Empty> : <KnownList known={known} onFollow={follow} />}
    </div>
  );
}
