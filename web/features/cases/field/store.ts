import { PREFIX, type Sealed, makeKey, open, openBytes, openLog, seal, sealBytes } from '@shared/vault';
import type { Actor, Entry, Kit, NewEntry, Party, Refusal } from './model';

// The phone's log in IndexedDB. A step is written before the screen says that it was taken, and flushed to the disk ("strict"), so
// that whatever kills the browser loses at most what nobody was told of. Pictures lie beside it under their SHA-256. Whatever says
// something about people is sealed before it is written; what stands open is only what the log is found and sent by.

type Tables = 'log' | 'blobs' | 'kept' | 'keys';
/** An entry as it lies there: what was done and by whom is in `sealed`, why it was refused in `why`. */
type Row = Omit<Entry, 'body' | 'actors' | 'refusal'> & { sealed: Sealed; why?: Sealed };
type Inside = { body: unknown; actors: readonly Actor[] };
type Picture = { sha256: string; of: string; type: string; sealed: Sealed };
type Kept = { name: string; value?: unknown; sealed?: Sealed };
export type Blobbed = { sha256: string; blob: Blob };
const KEY = 'log';
const OPEN = new Set(['device']); // says nothing of anybody

const answer = <T>(asked: IDBRequest<T>): Promise<T> => new Promise((resolve, reject) => {
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error ?? new Error('IndexedDB refused'));
});

const done = (work: IDBTransaction): Promise<void> => new Promise((resolve, reject) => {
  work.oncomplete = () => resolve();
  work.onabort = () => reject(work.error ?? new Error('not written: the phone’s storage is full or closed'));
});

/** One account's log on this phone. Another account on the same phone has a log and a key of its own. */
export class CaseStore {
  private constructor(private readonly db: IDBDatabase, private readonly key: CryptoKey) {}

  static async open(owner: string): Promise<CaseStore> {
    const db = await openLog(`${PREFIX}${owner}`);
    const store = new CaseStore(db, await keyOf(db));
    await store.sealOld();
    return store;
  }

  async entries(): Promise<Entry[]> {
    const rows = await answer(this.read('log').getAll() as IDBRequest<Row[]>);
    return Promise.all(rows.map((row) => this.opened(row)));
  }

  /** Written and on the disk when this resolves, all of them or none; an entry whose key is there already is not written again. */
  async append(entries: readonly NewEntry[], blobs: readonly Blobbed[] = []): Promise<void> {
    const rows = await Promise.all(entries.map((e) => this.closed({ ...e, state: 'waiting' })));
    const pictures = await Promise.all(blobs.map((b) => this.picture(b, entries[0]?.local ?? '')));
    const work = this.writing(['log', 'blobs']);
    for (const picture of pictures) work.objectStore('blobs').put(picture);
    const log = work.objectStore('log');
    for (const row of rows) {
      const known = log.index('key').getKey(row.key);
      known.onsuccess = () => { if (known.result === undefined) log.add(row); };
    }
    await done(work);
  }

  /** The server has answered for it. */
  async settle(key: string, change: { state: 'sent'; no: string; id: number } | { state: 'refused'; refusal: Refusal }): Promise<void> {
    const moved = change.state === 'sent' ? change : { state: change.state, why: await seal(this.key, `why ${key}`, change.refusal) };
    const work = this.writing(['log']);
    const log = work.objectStore('log');
    const found = log.index('key').get(key) as IDBRequest<Row | undefined>;
    found.onsuccess = () => { if (found.result !== undefined) log.put({ ...found.result, ...moved }); };
    await done(work);
  }

  /** What was refused of one case is tried once more, under its old keys; its beginning with other words where somebody has mended it. */
  async again(local: string, mended?: Inside): Promise<void> {
    const refused = (await this.entries()).filter((e) => e.local === local && e.state === 'refused');
    const rows = await Promise.all(refused.map(({ refusal: _, ...e }) => this.closed({ ...e, state: 'waiting', ...(e.do === 'open' ? mended : {}) } as Entry)));
    const work = this.writing(['log']);
    for (const row of rows) work.objectStore('log').put(row);
    await done(work);
  }

  async blob(sha256: string): Promise<Blob | null> {
    const found = (await answer(this.read('blobs').get(sha256))) as Picture | undefined;
    return found === undefined ? null : new Blob([await openBytes(this.key, sha256, found.sealed)], { type: found.type });
  }

  async keep(name: 'kit' | 'device' | 'parties' | 'draft', value: unknown): Promise<void> {
    const row: Kept = OPEN.has(name) ? { name, value } : { name, sealed: await seal(this.key, name, value) };
    const work = this.writing(['kept']);
    work.objectStore('kept').put(row);
    await done(work);
  }

  async recall(name: 'kit'): Promise<Kit | null>;
  async recall(name: 'device'): Promise<string | null>;
  async recall(name: 'parties'): Promise<Party[] | null>;
  async recall(name: 'draft'): Promise<Record<string, unknown> | null>;
  async recall(name: string): Promise<unknown> {
    const found = (await answer(this.read('kept').get(name))) as Kept | undefined;
    if (found?.sealed === undefined) return found?.value ?? null;
    return open(this.key, name, found.sealed).catch(() => null); // of a key that went with a sign-out: it is fetched again
  }

  close(): void {
    this.db.close();
  }

  private async closed({ body, actors, refusal: _, ...rest }: Omit<Entry, 'seq'>): Promise<Omit<Row, 'seq'>> {
    return { ...rest, sealed: await seal(this.key, rest.key, { body, actors } satisfies Inside) } as Omit<Row, 'seq'>;
  }

  private async opened({ sealed, why, ...rest }: Row): Promise<Entry> {
    const inside = await open<Inside>(this.key, rest.key, sealed);
    return { ...rest, ...inside, ...(why === undefined ? {} : { refusal: await open<Refusal>(this.key, `why ${rest.key}`, why) }) } as Entry;
  }

  private async picture({ sha256, blob }: Blobbed, of: string): Promise<Picture> {
    return { sha256, of, type: blob.type, sealed: await sealBytes(this.key, sha256, await blob.arrayBuffer()) };
  }

  /** A log of before there was a key is sealed where it lies. */
  private async sealOld(): Promise<void> {
    const log = (await answer(this.read('log').getAll() as IDBRequest<(Row | Entry)[]>)).filter((r): r is Entry => !('sealed' in r));
    const blobs = (await answer(this.read('blobs').getAll() as IDBRequest<(Picture | Blobbed)[]>)).filter((b): b is Blobbed => !('sealed' in b));
    const kept = (await answer(this.read('kept').getAll() as IDBRequest<Kept[]>)).filter((k) => k.sealed === undefined && !OPEN.has(k.name));
    if (log.length + blobs.length + kept.length === 0) return;
    const caseOf = (sha256: string): string => log.find((e) => e.do === 'evidence' && e.body.sha256 === sha256)?.local ?? '';
    const rows = await Promise.all(log.map(async (e) => ({ ...(await this.closed(e)), ...(e.refusal === undefined ? {} : { why: await seal(this.key, `why ${e.key}`, e.refusal) }) })));
    const pictures = await Promise.all(blobs.map((b) => this.picture(b, caseOf(b.sha256))));
    const sealed = await Promise.all(kept.map(async ({ name, value }) => ({ name, sealed: await seal(this.key, name, value) })));
    const work = this.writing(['log', 'blobs', 'kept']);
    for (const row of rows) work.objectStore('log').put(row);
    for (const picture of pictures) work.objectStore('blobs').put(picture);
    for (const one of sealed) work.objectStore('kept').put(one);
    await done(work);
  }

  private read(table: Tables): IDBObjectStore {
    return this.db.transaction(table).objectStore(table);
  }

  /** Whatever is written can be read again: a key that a sign-out in another page has erased is laid back with it. */
  private writing(tables: Tables[]): IDBTransaction {
    const work = this.db.transaction([...tables, 'keys'], 'readwrite', { durability: 'strict' });
    const keys = work.objectStore('keys');
    const known = keys.getKey(KEY);
    known.onsuccess = () => { if (known.result === undefined) keys.add({ name: KEY, key: this.key }); };
    return work;
  }
}

/** This log's key: made once, kept by the browser as a thing that can be used and not read. Of two pages that make one, the first wins. */
async function keyOf(db: IDBDatabase): Promise<CryptoKey> {
  const found = async (): Promise<CryptoKey | undefined> => ((await answer(db.transaction('keys').objectStore('keys').get(KEY))) as { key: CryptoKey } | undefined)?.key;
  const known = await found();
  if (known !== undefined) return known;
  const made = await makeKey();
  const work = db.transaction('keys', 'readwrite', { durability: 'strict' });
  work.objectStore('keys').add({ name: KEY, key: made }).onerror = (event) => { event.preventDefault(); event.stopPropagation(); };
  await done(work);
  return (await found()) ?? made;
}

/** Before anything else is done with a picture: what it is. */
export async function digestOf(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()));
  return [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
}
