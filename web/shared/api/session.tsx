import { useQuery } from '@tanstack/react-query';
import { type ReactNode, createContext, useContext, useEffect, useState } from 'react';
import { api } from './calls';
import { asProblem, type Problem } from './problem';
import { setBearer } from './request';
import type { Session } from './types';

type Known = { session: Session; readAt: number };
const SessionContext = createContext<Known | null>(null);

/** `?demo=key` asks for that account's token; `#t=token` brings one from the page around this frame. */
async function signInForDemo(): Promise<void> {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const given = fragment.get('t');
  if (given !== null) {
    setBearer(given);
    history.replaceState(history.state, '', location.pathname + location.search);
    return;
  }
  const key = new URLSearchParams(location.search).get('demo');
  if (key !== null && key !== '' && key !== 'citizen') setBearer((await api.demoToken(key)).token);
}

let signedIn: Promise<void> | null = null;
const signInOnce = (): Promise<void> => (signedIn ??= signInForDemo());

type Props = { children: ReactNode; whileLoading: ReactNode; onProblem: (problem: Problem, retry: () => void) => ReactNode };

export function SessionProvider({ children, whileLoading, onProblem }: Props): ReactNode {
  const query = useQuery({
    queryKey: ['session'],
    queryFn: async (): Promise<Known> => {
      await signInOnce().catch((error: unknown) => { signedIn = null; throw error; });
      return { session: await api.session(), readAt: performance.now() };
    },
    staleTime: Infinity,
  });
  if (query.data !== undefined) return <SessionContext value={query.data}>{children}</SessionContext>;
  return query.isError ? onProblem(asProblem(query.error), () => void query.refetch()) : whileLoading;
}

function useKnown(): Known {
  const known = useContext(SessionContext);
  if (known === null) throw new Error('useSession outside SessionProvider');
  return known;
}

export const useSession = (): Session => useKnown().session;

/** The city's time: in the demo it runs `clock_speed` times as fast as the wall clock. */
export function cityTime(session: Pick<Session, 'now' | 'clock_speed'>, elapsedMs: number): Date {
  return new Date(new Date(session.now).getTime() + elapsedMs * session.clock_speed);
}

export function useCityNow(everyMs = 1000): Date {
  const { session, readAt } = useKnown();
  const [now, setNow] = useState(() => cityTime(session, performance.now() - readAt));
  useEffect(() => {
    const timer = setInterval(() => setNow(cityTime(session, performance.now() - readAt)), everyMs);
    return () => clearInterval(timer);
  }, [session, readAt, everyMs]);
  return now;
}
