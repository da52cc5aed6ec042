import { useQuery } from '@tanstack/react-query';
import { type ReactNode, createContext, useContext, useEffect } from 'react';
import { api } from './calls';
import { setClock } from './clock';
import { kept } from './kept';
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

const RETRY_MS = 10_000;
const ON_PHONE = /^\/field(\/|$)/; // only the phone's face starts with no network

async function askSession(): Promise<Session> {
  await signInOnce().catch((error: unknown) => { signedIn = null; throw error; });
  const session = await api.session();
  setClock(session.now, session.clock_speed);
  return session;
}

export function SessionProvider({ children, whileLoading, onProblem }: Props): ReactNode {
  const query = useQuery({
    queryKey: ['session'],
    queryFn: async () => (ON_PHONE.test(location.pathname) ? kept(`session.${new URLSearchParams(location.search).get('demo') ?? ''}`, askSession) : { value: await askSession(), remembered: false }),
    staleTime: Infinity,
  });
  const { refetch } = query;
  const remembered = query.data?.remembered ?? false;
  useEffect(() => {
    if (!remembered) return undefined;
    const again = (): void => void refetch();
    const timer = setInterval(again, RETRY_MS);
    window.addEventListener('online', again);
    return () => { clearInterval(timer); window.removeEventListener('online', again); };
  }, [remembered, refetch]);
  if (query.data !== undefined) return <SessionContext value={query.data.value}>{children}</SessionContext>;
  return query.isError ? onProblem(asProblem(query.error), () => void query.refetch()) : whileLoading;
}

export function useSession(): Session {
  const known = useContext(SessionContext);
  if (known === null) throw new Error('useSession outside SessionProvider');
  return known;
}
