import { useCallback, useEffect, useRef, useState } from 'react';
import { api, type Point } from '@shared/api';

export type Place = { point: Point | null; text: string; state: 'empty' | 'locating' | 'found' | 'denied' };

const LOCATE_MS = 8_000;

/** Where the report is: from GPS, a tap on the map, or words; where it was before, in a draft. The server names a point. */
export function usePlace(before: { point: Point | null; text: string }): { place: Place; locate: () => void; choose: (p: Point) => void; write: (text: string) => void } {
  const [place, setPlace] = useState<Place>({ ...before, state: before.point === null ? 'empty' : 'found' });
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
  const known = useRef(before.point !== null || before.text !== '');
  useEffect(() => { if (!known.current) locate(); }, [locate]);
  return { place, locate, choose, write };
}
