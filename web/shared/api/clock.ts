import { useEffect, useState, useSyncExternalStore } from 'react';

/** The city's clock as the server last told it: in the demo it runs faster than the wall clock, and its pace may change. */
type Told = { now: number; speed: number; readAt: number };

const listeners = new Set<() => void>();
let told: Told = { now: Date.now(), speed: 1, readAt: performance.now() };

const subscribe = (tell: () => void): (() => void) => {
  listeners.add(tell);
  return () => listeners.delete(tell);
};

export function setClock(now: string | Date, speed: number): void {
  const paceChanged = speed !== told.speed;
  told = { now: new Date(now).getTime(), speed, readAt: performance.now() };
  if (paceChanged) listeners.forEach((tell) => tell());
}

/** Every answer of the demo's server carries `X-City-Clock: moment,speed`. */
export function readClock(header: string | null): void {
  const [now, speed] = header?.split(',') ?? [];
  const factor = Number(speed);
  if (now !== undefined && factor > 0 && !Number.isNaN(Date.parse(now))) setClock(now, factor);
}

const KEPT = 'zhicheng.kept.clock';
type Memory = { now: number; speed: number; wall: number };

/** What the clock says now, beside the phone's own: a start with no network goes on from here, however wrong the phone's clock is. */
export function keepClock(store: Pick<Storage, 'setItem'> = localStorage, wall = Date.now()): void {
  try {
    store.setItem(KEPT, JSON.stringify({ now: cityNow().getTime(), speed: told.speed, wall } satisfies Memory));
  } catch {
    /* storage full or closed: then the phone's own clock has to do */
  }
}

/** Goes on from what was kept; a phone whose clock was set back meanwhile goes on from the same moment, never from an earlier one. */
export function recallClock(store: Pick<Storage, 'getItem'> = localStorage, wall = Date.now()): void {
  const kept = read(store);
  if (kept !== null) setClock(new Date(kept.now + Math.max(0, wall - kept.wall) * kept.speed), kept.speed);
}

function read(store: Pick<Storage, 'getItem'>): Memory | null {
  try {
    const found = JSON.parse(store.getItem(KEPT) ?? 'null') as Partial<Memory> | null;
    return found !== null && [found.now, found.speed, found.wall].every(Number.isFinite) ? (found as Memory) : null;
  } catch {
    return null;
  }
}

export const cityTime = (at: Told, elapsedMs: number): Date => new Date(at.now + elapsedMs * at.speed);
export const cityNow = (): Date => cityTime(told, performance.now() - told.readAt);

/** City seconds per real second. */
export const useCitySpeed = (): number => useSyncExternalStore(subscribe, () => told.speed);

export function useCityNow(everyMs = 1000): Date {
  const speed = useCitySpeed();
  const [now, setNow] = useState(cityNow);
  useEffect(() => {
    setNow(cityNow());
    const timer = setInterval(() => setNow(cityNow()), everyMs);
    return () => clearInterval(timer);
  }, [speed, everyMs]);
  return now;
}
