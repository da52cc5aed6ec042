import { useEffect } from 'react';
import { api } from '@shared/api';

type Fix = { at: string; lng: number; lat: number; accuracy_m: number };
const SEND_MS = 10_000;
const KEEP = 360; // an hour of fixes while there is no network; older ones are of no use to anybody

/** Sends the phone's place every ten seconds while the shift is on; nothing is read in breaks or off shift. */
export function usePositions(on: boolean): void {
  useEffect(() => {
    if (!on || !('geolocation' in navigator)) return;
    let fixes: Fix[] = [];
    const watch = navigator.geolocation.watchPosition(({ coords, timestamp }) => {
      fixes = [...fixes, { at: new Date(timestamp).toISOString(), lng: coords.longitude, lat: coords.latitude, accuracy_m: Math.round(coords.accuracy) }].slice(-KEEP);
    }, () => undefined, { enableHighAccuracy: true });
    const timer = setInterval(() => {
      if (fixes.length === 0) return;
      const batch = fixes;
      fixes = [];
      api.positions(batch).catch(() => { fixes = [...batch, ...fixes].slice(-KEEP); });
    }, SEND_MS);
    return () => { navigator.geolocation.clearWatch(watch); clearInterval(timer); };
  }, [on]);
}
