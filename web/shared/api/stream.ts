import { useEffect, useState } from 'react';
import { LiveStream, type LiveHandlers, type LiveState } from './live';
import { useSession } from './session';

export type { LiveHandlers, LiveState } from './live';

// Not part of the index: the citizen's page has no live stream and should not load one.
/** Subscribes while mounted. `handlers` must be stable (useMemo or module level). */
export function useLive(handlers: LiveHandlers, topics: string): LiveState {
  const { live_url: base } = useSession();
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => {
    const stream = new LiveStream(base, topics.split(','), handlers, setState).start();
    return () => stream.close();
  }, [base, topics, handlers]);
  return state;
}
