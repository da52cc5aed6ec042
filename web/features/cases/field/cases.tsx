import { type ReactNode, createContext, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { cityNow, isSignedOut, newKey, useRemembered, useSession } from '@shared/api';
import { engine } from '@shared/engine';
import { useQuery } from '@tanstack/react-query';
import { type Answer, question } from './ask';
import { type Actor, type CrewMember, type Entry, type Kit, type LawEvent, type LocalCase, type NewEntry, type OpenBody, type PaperKind, type Party, byCase, nowAfter } from './model';
import { fetchKit, port } from './port';
import { type Blobbed, CaseStore } from './store';
import { sync } from './sync';

const RETRY_MS = 5_000;
const KIT_MS = 10 * 60_000;
const KINDS = ['D10', 'D30', 'D31', 'D32'];

export type FieldCases = {
  entries: readonly Entry[]; cases: readonly LocalCase[]; kit: Kit | null; parties: readonly Party[]; online: boolean; signedOut: boolean; ready: boolean; broken: string;
  write: (entries: readonly NewEntry[], blobs?: readonly Blobbed[]) => Promise<void>;
  remember: (party: Party) => Promise<void>;
  again: (local: string, mended?: { body: OpenBody; actors: readonly Actor[] }) => Promise<void>;
  blob: (sha256: string) => Promise<Blob | null>;
  /** What the clock says, and never a moment before what this case has already. */
  now: (local: string) => Date;
};
const Context = createContext<FieldCases | null>(null);

/** The phone's cases: the log in IndexedDB, its kit, and the line to the server whenever there is one. */
export function FieldCasesProvider({ children }: { children: ReactNode }): ReactNode {
  const { account } = useSession();
  const remembered = useRemembered();
  const owner = String(account?.id ?? 'nobody');
  const [store, setStore] = useState<CaseStore | null>(null);
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  const [kit, setKit] = useState<Kit | null>(null);
  const [parties, setParties] = useState<readonly Party[]>([]);
  const [online, setOnline] = useState(true);
  const [signedOut, setSignedOut] = useState(false);
  const [broken, setBroken] = useState('');
  const device = useRef('');
  const busy = useRef(false);

  useEffect(() => {
    let opened: CaseStore | null = null;
    let gone = false;
    void (async () => {
      opened = await CaseStore.open(owner);
      device.current = (await opened.recall('device')) ?? newKey();
      await opened.keep('device', device.current);
      const [log, kept, known] = [await opened.entries(), await opened.recall('kit'), (await opened.recall('parties')) ?? []];
      if (gone) return;
      setEntries(log);
      setKit(kept);
      setParties(known);
      setStore(opened);
    })().catch((error: unknown) => setBroken(String(error)));
    return () => { gone = true; opened?.close(); };
  }, [owner]);

  const flush = useCallback(async (): Promise<void> => {
    if (store === null || busy.current) return;
    if (remembered) return setOnline(false); // nobody to send it as, until the server has said who this is
    busy.current = true;
    try {
      const before = await store.entries();
      if (!before.some((e) => e.state === 'waiting')) return;
      const outcome = await sync(store, port(device.current));
      setOnline(outcome.online);
      setSignedOut(outcome.signedOut);
      setEntries(await store.entries());
    } catch (error) {
      setBroken(String(error));
    } finally {
      busy.current = false;
    }
  }, [store, remembered]);

  const renew = useCallback(async (): Promise<void> => {
    if (store === null || remembered) return;
    try {
      const fresh = await fetchKit(device.current);
      await store.keep('kit', fresh);
      setKit(fresh);
      setOnline(true);
    } catch (error) {
      setSignedOut(isSignedOut(error));
      setOnline(false); // the kept kit serves on
    }
  }, [store, remembered]);

  useEffect(() => {
    if (store === null) return undefined;
    void renew();
    void flush();
    const line = setInterval(() => void flush(), RETRY_MS);
    const again = setInterval(() => void renew(), KIT_MS);
    const back = (): void => { void flush(); void renew(); };
    window.addEventListener('online', back);
    return () => { clearInterval(line); clearInterval(again); window.removeEventListener('online', back); };
  }, [store, flush, renew]);

  const value = useMemo((): FieldCases => ({
    entries, cases: byCase(entries), kit, parties, online, signedOut, ready: store !== null, broken,
    write: async (made, blobs = []) => {
      if (store === null) throw new Error('the log is not open');
      await store.append(made, blobs);
      setEntries(await store.entries());
      void flush();
    },
    remember: async (party) => {
      const all = [party, ...parties.filter((p) => p.id_no !== party.id_no)].slice(0, 30);
      await store?.keep('parties', all);
      setParties(all);
    },
    again: async (local, mended) => {
      await store?.again(local, mended);
      if (store !== null) setEntries(await store.entries());
      void flush();
    },
    now: (local) => nowAfter(entries, local, cityNow()),
    blob: async (sha256) => (store === null ? null : store.blob(sha256)),
  }), [entries, kit, parties, online, signedOut, store, broken, flush]);
  return <Context value={value}>{children}</Context>;
}

export function useFieldCases(): FieldCases {
  const found = useContext(Context);
  if (found === null) throw new Error('useFieldCases outside FieldCasesProvider');
  return found;
}

/** What the law says of this case now; the engine is the phone's own. */
export function useAnswer(found: LocalCase | null, event?: LawEvent): { answer: Answer | null; error: Error | null } {
  const { kit, now } = useFieldCases();
  const asked = useQuery({
    queryKey: ['law', found?.local, found?.events.map((e) => `${e.step} ${e.at}`), found?.party?.id_no, event === undefined ? '' : JSON.stringify(event.data) + event.step, kit?.at], enabled: kit !== null && found !== null, staleTime: 60_000, retry: false,
    queryFn: async () => engine().ask<Answer>('case', question(kit as Kit, found as LocalCase, now((found as LocalCase).local).toISOString(), event)),
    placeholderData: (old) => old,
  });
  return { answer: asked.data ?? null, error: asked.error };
}

/** The kinds of papers of the spot, out of the pack that lies on the phone. */
export function usePaperKinds(): readonly PaperKind[] {
  const asked = useQuery({ queryKey: ['law.papers'], staleTime: Infinity, queryFn: async () => (await engine().ask<{ papers: PaperKind[] }>('papers', { codes: KINDS })).papers });
  return asked.data ?? [];
}

/** The two officers of this case, the one in charge first. */
export function usePresent(found: LocalCase): readonly CrewMember[] {
  const { kit } = useFieldCases();
  const ids = found.opened.toSorted((a, b) => Number(b.roles.includes('lead_officer')) - Number(a.roles.includes('lead_officer'))).map((a) => a.id);
  return ids.flatMap((id) => kit?.crew.filter((m) => `person:${m.member}` === id) ?? []);
}
