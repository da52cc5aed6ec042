import { type ReactNode, createContext, useContext, useEffect, useMemo, useSyncExternalStore } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { api, newKey, useCityNow, useSession, type FieldAction, type Job, type Point } from '@shared/api';
import { EventQueue, type QueueState } from './queue';

const RETRY_MS = 5_000;
const QueueContext = createContext<EventQueue | null>(null);

/** `owner` and `send` differ where somebody works through a one-time link instead of an account. */
export function QueueProvider({ children, owner, send = api.fieldEvents }: { children: ReactNode; owner?: string; send?: Send }): ReactNode {
  const { account } = useSession();
  const who = owner ?? String(account?.id ?? 'nobody');
  const client = useQueryClient();
  const queue = useMemo(() => new EventQueue(who, send, localStorage), [who, send]);
  useEffect(() => {
    const again = (): void => { if (queue.current().waiting.length > 0) void queue.flush(); };
    const timer = setInterval(again, RETRY_MS);
    window.addEventListener('online', again);
    again();
    const off = queue.subscribe(() => { if (queue.current().waiting.length === 0) void client.invalidateQueries({ queryKey: ['jobs'] }); });
    return () => { clearInterval(timer); window.removeEventListener('online', again); off(); };
  }, [queue, client]);
  return <QueueContext value={queue}>{children}</QueueContext>;
}

export function useQueue(): EventQueue {
  const queue = useContext(QueueContext);
  if (queue === null) throw new Error('useQueue outside QueueProvider');
  return queue;
}

export const useQueueState = (): QueueState => {
  const queue = useQueue();
  return useSyncExternalStore(queue.subscribe, queue.current);
};

/** The phone's place, or null when it will not say within a few seconds. */
export const whereAmI = (): Promise<Point | null> => new Promise((resolve) => {
  if (!('geolocation' in navigator)) return resolve(null);
  const waited = setTimeout(() => resolve(null), 4_500);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => { clearTimeout(waited); resolve({ lng: coords.longitude, lat: coords.latitude }); },
    () => { clearTimeout(waited); resolve(null); }, { enableHighAccuracy: true, timeout: 4_000, maximumAge: 15_000 });
});

type Step = { photos?: string[]; text?: string; reason?: string };
type Send = ConstructorParameters<typeof EventQueue>[1];

/** Queues one step of a job with its place and the city's time. */
export function useStep(job: Job): (action: FieldAction, more?: Step) => Promise<void> {
  const queue = useQueue();
  const now = useCityNow();
  return async (action, more = {}) => {
    const happened_at = now.toISOString();
    const place = action === 'accept' || action === 'decline' ? null : await whereAmI();
    const { photos = [], ...rest } = more;
    await queue.add({ key: newKey(), job: job.id, action, happened_at, photos, ...rest, ...(place ?? {}) });
  };
}
