import { Problem } from './problem';

export type Kept<T> = { value: T; remembered: boolean };
const PREFIX = 'zhicheng.kept.';
type Store = Pick<Storage, 'getItem' | 'setItem'>;

/** What the server says; with no network what it said last. Everything but "no network" is told as it is. */
export async function kept<T>(name: string, ask: () => Promise<T>, store: Store = localStorage): Promise<Kept<T>> {
  try {
    const value = await ask();
    remember(name, value, store);
    return { value, remembered: false };
  } catch (error) {
    const old = error instanceof Problem && error.status === 0 ? recall<T>(name, store) : null;
    if (old === null) throw error;
    return { value: old, remembered: true };
  }
}

function remember(name: string, value: unknown, store: Store): void {
  try {
    store.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    /* storage full or closed: then there is nothing to recall, and the next start needs a network */
  }
}

function recall<T>(name: string, store: Store): T | null {
  try {
    return JSON.parse(store.getItem(PREFIX + name) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

/** A person signs out: the next one finds nothing of his. */
export function forgetKept(store: Pick<Storage, 'length' | 'key' | 'removeItem'> = localStorage): void {
  const names = Array.from({ length: store.length }, (_, i) => store.key(i) ?? '');
  names.filter((n) => n.startsWith(PREFIX)).forEach((n) => store.removeItem(n));
}
