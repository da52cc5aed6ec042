// The phone's log of cases as it lies in IndexedDB, one database an account, and what of it goes when its person signs out.

export const PREFIX = 'zhicheng-cases.';
export const VERSION = 2;
type Row = { seq: number; key: string; local: string; state: string; do: string };
type Blob = { sha256: string; of?: string };

/** Opens an account's log, with its tables. */
export function openLog(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(name, VERSION);
    asked.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion < 1) {
        const log = asked.result.createObjectStore('log', { keyPath: 'seq', autoIncrement: true });
        log.createIndex('key', 'key', { unique: true });
        asked.result.createObjectStore('blobs', { keyPath: 'sha256' });
        asked.result.createObjectStore('kept', { keyPath: 'name' });
      }
      if (oldVersion < 2) asked.result.createObjectStore('keys', { keyPath: 'name' });
    };
    asked.onblocked = () => reject(new Error('another page holds the log of an older version open: close it'));
    asked.onsuccess = () => { asked.result.onversionchange = () => asked.result.close(); resolve(asked.result); };
    asked.onerror = () => reject(asked.error ?? new Error('IndexedDB is closed to us'));
  });
}

/** Which rows may go: those of cases of which nothing waits and nothing was refused. What is not sent is nowhere else. */
export function finished<T extends Pick<Row, 'local' | 'state'>>(log: readonly T[]): T[] {
  const open = new Set(log.filter((r) => r.state !== 'sent').map((r) => r.local));
  return log.filter((r) => !open.has(r.local));
}

/** Which pictures may go: those of no case that stays. */
export const orphaned = (blobs: readonly Blob[], staying: ReadonlySet<string>): Blob[] => blobs.filter((b) => b.of === undefined ? staying.size === 0 : !staying.has(b.of));

/** Signing out: what was sent goes from this phone, of every account; what still waits stays, sealed, and with it the key. */
export async function eraseSent(): Promise<void> {
  const names = (await indexedDB.databases?.() ?? []).flatMap(({ name }) => (name?.startsWith(PREFIX) === true ? [name] : []));
  for (const name of names) {
    const db = await openLog(name);
    await eraseFrom(db).finally(() => db.close());
  }
}

const all = <T>(store: IDBObjectStore): Promise<T[]> => new Promise((resolve, reject) => {
  const asked = store.getAll() as IDBRequest<T[]>;
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error ?? new Error('IndexedDB refused'));
});

async function eraseFrom(db: IDBDatabase): Promise<void> {
  const [log, blobs] = [await all<Row>(db.transaction('log').objectStore('log')), await all<Blob>(db.transaction('blobs').objectStore('blobs'))];
  const gone = finished(log);
  const staying = new Set(log.filter((r) => !gone.includes(r)).map((r) => r.local));
  const work = db.transaction(['log', 'blobs', 'kept', 'keys'], 'readwrite', { durability: 'strict' });
  for (const { seq } of gone) work.objectStore('log').delete(seq);
  for (const { sha256 } of orphaned(blobs, staying)) work.objectStore('blobs').delete(sha256);
  for (const name of ['kit', 'parties', 'draft']) work.objectStore('kept').delete(name);
  if (staying.size === 0) work.objectStore('keys').clear();
  await new Promise<void>((resolve, reject) => { work.oncomplete = () => resolve(); work.onabort = () => reject(work.error ?? new Error('not erased')); });
}
