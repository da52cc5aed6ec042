import { useQuery } from '@tanstack/react-query';
import { type ReactNode, createContext, useContext, useEffect } from 'react';
import { api } from './calls';
import { keepClock, recallClock, setClock } from './clock';
import { type Kept, kept } from './kept';
import { asProblem, type Problem } from './problem';
import { setBearer } from './request';
import type { Session } from './types';

const SessionContext = createContext<Session | null>(null);
const RememberedContext = createContext(false);

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
const CLOCK_MS = 5_000;
const ON_PHONE = /^\/field(\/|$)/; // the phone's face and the citizen's page start with no network; only the former by a clock of its own
const CITIZENS = /^\/(track(\/.*)?)?$/;

async function askSession(): Promise<Session> {
  await signInOnce().catch((error: unknown) => { signedIn = null; throw error; });
  const session = await api.session();
  setClock(session.now, session.clock_speed);
  return session;
}

/** What starts with no network asks for what it was told last, too. */
async function askOrRecall(): Promise<Kept<Session>> {
  if (ON_PHONE.test(location.pathname)) return askOnPhone();
  if (CITIZENS.test(location.pathname)) return kept(`session.citizen.${new URLSearchParams(location.search).get('demo') ?? ''}`, askSession);
  return { value: await askSession(), remembered: false };
}

/** The phone's face starts with no network, as whoever the server knew last, and by the clock that it told last. */
async function askOnPhone(): Promise<Kept<Session>> {
  const session = await kept(`session.${new URLSearchParams(location.search).get('demo') ?? ''}`, askSession);
  if (session.remembered && !recalled) recallClock();
  recalled = true;
  return session;
}
let recalled = false; // once a page: from then on its own clock runs

export function SessionProvider({ children, whileLoading, onProblem }: Props): ReactNode {
  const query = useQuery({
    queryKey: ['session'],
    queryFn: askOrRecall,
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
  const known = query.data !== undefined;
  useEffect(() => {
    if (!known || !ON_PHONE.test(location.pathname)) return undefined;
    keepClock();
    const timer = setInterval(() => keepClock(), CLOCK_MS);
    return () => clearInterval(timer);
  }, [known]);
  if (query.data !== undefined) return <SessionContext value={query.data.value}><RememberedContext value={remembered}>{children}</RememberedContext></SessionContext>;
  return query.isError ? onProblem(asProblem(query.error), () => void query.refetch()) : whileLoading;
}

/** True while the server has not said who this is: what is shown is what it said last, and there is nobody to send anything as. */
export const useRemembered = (): boolean => useContext(RememberedContext);

export function useSession(): Session {
  const known = useContext(SessionContext);
  if (known === null) throw new Error('useSession outside SessionProvider');
  return known;
}
