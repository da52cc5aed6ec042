import { Problem, isSignedOut } from '@shared/api';
import type { Entry, Refusal } from './model';
import type { CaseStore } from './store';

export type Result = { key: string; outcome: 'accepted' | 'known' | 'refused'; case?: string | null; case_id?: number; detail?: string; detail_en?: string; code?: string };
export type Port = {
  /** Everything but pictures, in order. */
  send: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** One picture of a case that the server knows. */
  upload: (entry: Entry & { do: 'evidence' }, known: { id: number; no: string }, blob: Blob) => Promise<void>;
};
export type Item = { key: string; local: string; do: string; at: string } & Record<string, unknown>;
export type Outcome = { online: boolean; signedOut: boolean; sent: number; refused: number };

const BATCH = 20;
const BUSY = 'conflict'; // somebody moved the case this moment: the same is sent again
const itemOf = (e: Entry): Item => ({ key: e.key, local: e.local, do: e.do, at: e.at, ...e.body });

/**
 * Sends what waits, oldest first. What the server answered for is settled at once, so that a browser that dies in between sends it again
 * under the same key and hears that it is known. The first failure of the line stops it and leaves the rest in place.
 */
export async function sync(store: CaseStore, port: Port): Promise<Outcome> {
  const outcome: Outcome = { online: true, signedOut: false, sent: 0, refused: 0 };
  try {
    await sendSteps(store, port, outcome);
    await sendPictures(store, port, outcome);
  } catch (error) {
    if (isSignedOut(error)) outcome.signedOut = true;
    else if (isLine(error)) outcome.online = false;
    else throw error;
  }
  return outcome;
}

/** The line, not the thing that was sent: the same is sent again later. */
const isLine = (error: unknown): boolean => error instanceof Problem && (error.status === 0 || error.status >= 500);

async function sendSteps(store: CaseStore, port: Port, outcome: Outcome): Promise<void> {
  for (;;) {
    const waiting = (await store.entries()).filter((e) => e.state === 'waiting' && e.do !== 'evidence').slice(0, BATCH);
    if (waiting.length === 0) return;
    const results = new Map((await port.send(waiting.map(itemOf))).map((r) => [r.key, r]));
    const answered = waiting.filter((e) => results.get(e.key) !== undefined && results.get(e.key)?.code !== BUSY);
    for (const e of answered) await settle(store, e, results.get(e.key) as Result, outcome);
    if (answered.length === 0) return; // the server said nothing about any of them: ask again later
  }
}

async function sendPictures(store: CaseStore, port: Port, outcome: Outcome): Promise<void> {
  const all = await store.entries();
  const cases = new Map(all.filter((e) => e.id !== undefined).map((e) => [e.local, { id: e.id as number, no: e.no ?? '' }]));
  for (const e of all) {
    if (e.do !== 'evidence' || e.state !== 'waiting') continue;
    const known = cases.get(e.local);
    const blob = await store.blob(e.body.sha256);
    if (known === undefined || blob === null) continue; // its case is not there yet, or was refused: the picture stays on the phone
    try {
      await port.upload(e, known, blob);
      await settle(store, e, { key: e.key, outcome: 'accepted', case: known.no, case_id: known.id }, outcome);
    } catch (error) {
      if (!(error instanceof Problem) || isLine(error) || isSignedOut(error)) throw error;
      await settle(store, e, { key: e.key, outcome: 'refused', code: error.code, detail: error.message, detail_en: error.message }, outcome);
    }
  }
}

async function settle(store: CaseStore, entry: Entry, result: Result, outcome: Outcome): Promise<void> {
  if (result.outcome === 'refused') {
    const refusal: Refusal = { code: result.code ?? '', detail: result.detail ?? '', detail_en: result.detail_en ?? '' };
    outcome.refused += 1;
    return store.settle(entry.key, { state: 'refused', refusal });
  }
  outcome.sent += 1;
  return store.settle(entry.key, { state: 'sent', no: result.case ?? '', id: result.case_id ?? 0 });
}
