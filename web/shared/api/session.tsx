import { useQuery } from '@tanstack/react-query';
import { type ReactNode, createContext, useContext } from 'react';
import { api } from './calls';
import { setClock } from './clock';
import { asProblem, type Problem } from './problem';
import { setBearer } from './request';
import type { Session } from './types';

const SessionContext = createContext<Session | null>(null);

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
    queryFn: async (): Promise<Session> => {
      await signInOnce().catch((error: unknown) => { signedIn = null; throw error; });
      const session = await api.session();
      setClock(session.now, session.clock_speed);
      return session;
    },
    staleTime: Infinity,
  });
  if (query.data !== undefined) return <SessionContext value={query.data}>{children}</SessionContext>;
  return query.isError ? onProblem(asProblem(query.error), () => void query.refetch()) : whileLoading;
}

export function useSession(): Session {
  const known = useContext(SessionContext);
  if (known === null) throw new Error('useSession outside SessionProvider');
  return known;
}
