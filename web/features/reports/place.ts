import { useCallback, useEffect, useState } from 'react';
import { api, type Point } from '@shared/api';

export type Place = { point: Point | null; text: string; state: 'empty' | 'locating' | 'found' | 'denied' };

const LOCATE_MS = 8_000;

/** Where the report is: from GPS, a tap on the map, or words. The server names a point. */
export function usePlace(start: boolean): { place: Place; locate: () => void; choose: (p: Point) => void; write: (text: string) => void } {
  const [place, setPlace] = useState<Place>({ point: null, text: '', state: 'empty' });
  const choose = useCallback((point: Point): void => {
    setPlace((old) => ({ ...old, point, state: 'found' }));
    api.placeAt(point).then(({ text }) => setPlace((old) => (old.point === point ? { ...old, text } : old)), () => undefined);
  }, []);
  const locate = useCallback((): void => {
    if (!('geolocation' in navigator)) return setPlace((old) => ({ ...old, state: 'denied' }));
    setPlace((old) => ({ ...old, state: 'locating' }));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => choose({ lng: coords.longitude, lat: coords.latitude }),
      () => setPlace((old) => (old.state === 'locating' ? { ...old, state: 'denied' } : old)),
      { enableHighAccuracy: true, timeout: LOCATE_MS, maximumAge: 30_000 },
    );
  }, [choose]);
  const write = useCallback((text: string): void => setPlace((old) => ({ ...old, text })), []);
  useEffect(() => { if (start) locate(); }, [start, locate]);
  return { place, locate, choose, write };
}
