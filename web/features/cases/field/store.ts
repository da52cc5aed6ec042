import type { Entry, Kit, NewEntry, Party, Refusal } from './model';

// The phone's log in IndexedDB. A step is written before the screen says that it was taken, and flushed to the disk ("strict"), so
// that whatever kills the browser loses at most what nobody was told of. Pictures lie beside it under their SHA-256.

const NAME = 'zhicheng-cases';
type Kept = { name: string; value: unknown };
export type Blobbed = { sha256: string; blob: Blob };
type Tables = 'log' | 'blobs' | 'kept';

function opened(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(name, 1);
    asked.onupgradeneeded = () => {
      const log = asked.result.createObjectStore('log', { keyPath: 'seq', autoIncrement: true });
      log.createIndex('key', 'key', { unique: true });
      asked.result.createObjectStore('blobs', { keyPath: 'sha256' });
      asked.result.createObjectStore('kept', { keyPath: 'name' });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error('IndexedDB is closed to us'));
  });
}

const answer = <T>(asked: IDBRequest<T>): Promise<T> => new Promise((resolve, reject) => {
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error ?? new Error('IndexedDB refused'));
});

const done = (work: IDBTransaction): Promise<void> => new Promise((resolve, reject) => {
  work.oncomplete = () => resolve();
  work.onabort = () => reject(work.error ?? new Error('not written: the phone’s storage is full or closed'));
});

/** One account's log on this phone. Another account on the same phone has a log of its own. */
export class CaseStore {
  private constructor(private readonly db: IDBDatabase) {}

  static async open(owner: string): Promise<CaseStore> {
    return new CaseStore(await opened(`${NAME}.${owner}`));
  }

  async entries(): Promise<Entry[]> {
    return answer(this.read('log').getAll() as IDBRequest<Entry[]>);
  }

  /** Written and on the disk when this resolves, all of them or none; an entry whose key is there already is not written again. */
  async append(entries: readonly NewEntry[], blobs: readonly Blobbed[] = []): Promise<void> {
    const work = this.writing(['log', 'blobs']);
    for (const blob of blobs) work.objectStore('blobs').put(blob);
    const log = work.objectStore('log');
    for (const entry of entries) {
      const known = log.index('key').getKey(entry.key);
      known.onsuccess = () => { if (known.result === undefined) log.add({ ...entry, state: 'waiting' }); };
    }
    await done(work);
  }

  /** The server has answered for it. */
  async settle(key: string, change: { state: 'sent'; no: string; id: number } | { state: 'refused'; refusal: Refusal }): Promise<void> {
    const work = this.writing(['log']);
    const log = work.objectStore('log');
    const found = log.index('key').get(key) as IDBRequest<Entry | undefined>;
    found.onsuccess = () => { if (found.result !== undefined) log.put({ ...found.result, ...change }); };
    await done(work);
  }

  /** What was refused of one case is tried once more, under its old keys. */
  async again(local: string): Promise<void> {
    const refused = (await this.entries()).filter((e) => e.local === local && e.state === 'refused');
    const work = this.writing(['log']);
    for (const { refusal: _, ...entry } of refused) work.objectStore('log').put({ ...entry, state: 'waiting' });
    await done(work);
  }

  async blob(sha256: string): Promise<Blob | null> {
    return ((await answer(this.read('blobs').get(sha256))) as Blobbed | undefined)?.blob ?? null;
  }

  async keep(name: 'kit' | 'device' | 'parties' | 'draft', value: unknown): Promise<void> {
    const work = this.writing(['kept']);
    work.objectStore('kept').put({ name, value } satisfies Kept);
    await done(work);
  }

  async recall(name: 'kit'): Promise<Kit | null>;
  async recall(name: 'device'): Promise<string | null>;
  async recall(name: 'parties'): Promise<Party[] | null>;
  async recall(name: 'draft'): Promise<Record<string, unknown> | null>;
  async recall(name: string): Promise<unknown> {
    return ((await answer(this.read('kept').get(name))) as Kept | undefined)?.value ?? null;
  }

  close(): void {
    this.db.close();
  }

  private read(table: Tables): IDBObjectStore {
    return this.db.transaction(table).objectStore(table);
  }

  private writing(tables: Tables[]): IDBTransaction {
    return this.db.transaction(tables, 'readwrite', { durability: 'strict' });
  }
}

/** Before anything else is done with a picture: what it is. */
export async function digestOf(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()));
  return [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
}
