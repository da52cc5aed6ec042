import type { Draft } from './draft';

/** Where drafts and the bytes of their pictures lie. */
export interface DraftStore {
  all(): Promise<Draft[]>;
  put(draft: Draft): Promise<void>;
  remove(draft: Draft): Promise<void>;
  keepBytes(id: string, bytes: Blob): Promise<void>;
  bytes(id: string): Promise<Blob | undefined>;
  dropBytes(ids: readonly string[]): Promise<void>;
}

/** A private window has no IndexedDB: the draft lives as long as the page. */
export class MemoryDrafts implements DraftStore {
  private readonly drafts = new Map<string, Draft>();
  private readonly blobs = new Map<string, Blob>();
  all = async (): Promise<Draft[]> => [...this.drafts.values()];
  put = async (draft: Draft): Promise<void> => void this.drafts.set(draft.key, draft);
  remove = async (draft: Draft): Promise<void> => { this.drafts.delete(draft.key); await this.dropBytes(draft.shots.map((s) => s.id)); };
  keepBytes = async (id: string, bytes: Blob): Promise<void> => void this.blobs.set(id, bytes);
  bytes = async (id: string): Promise<Blob | undefined> => this.blobs.get(id);
  dropBytes = async (ids: readonly string[]): Promise<void> => ids.forEach((id) => this.blobs.delete(id));
}

const answer = <T>(asked: IDBRequest<T>): Promise<T> => new Promise((resolve, reject) => {
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error ?? new Error('IndexedDB refused'));
});

/** Written and on the disk when it resolves ("strict"): whoever closes the browser after "kept" loses nothing. */
class BrowserDrafts implements DraftStore {
  constructor(private readonly db: IDBDatabase) {}

  all = (): Promise<Draft[]> => answer(this.db.transaction('drafts').objectStore('drafts').getAll() as IDBRequest<Draft[]>);
  bytes = (id: string): Promise<Blob | undefined> => answer(this.db.transaction('bytes').objectStore('bytes').get(id) as IDBRequest<Blob | undefined>);
  put = (draft: Draft): Promise<void> => this.write((drafts) => drafts.put(draft));
  keepBytes = (id: string, bytes: Blob): Promise<void> => this.write((_, blobs) => blobs.put(bytes, id));
  dropBytes = (ids: readonly string[]): Promise<void> => this.write((_, blobs) => ids.forEach((id) => blobs.delete(id)));
  remove = (draft: Draft): Promise<void> => this.write((drafts, blobs) => { drafts.delete(draft.key); draft.shots.forEach((s) => blobs.delete(s.id)); });

  private write(change: (drafts: IDBObjectStore, bytes: IDBObjectStore) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const work = this.db.transaction(['drafts', 'bytes'], 'readwrite', { durability: 'strict' });
      work.oncomplete = () => resolve();
      work.onabort = () => reject(work.error ?? new Error('not written: the phone’s storage is full or closed'));
      change(work.objectStore('drafts'), work.objectStore('bytes'));
    });
  }
}

export async function openDrafts(): Promise<DraftStore> {
  try {
    const asked = indexedDB.open('zhicheng-drafts', 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore('drafts', { keyPath: 'key' });
      asked.result.createObjectStore('bytes');
    };
    return new BrowserDrafts(await answer(asked));
  } catch {
    return new MemoryDrafts();
  }
}
