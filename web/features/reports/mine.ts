/** Receipts of this device, so that a citizen without an account finds them again. Kept on the device only. */
export type Mine = { receipt: string; code: string; title: string; at: string };

const KEY = 'zhicheng.mine';
const LIMIT = 20;

export function myReports(storage: Pick<Storage, 'getItem'> = localStorage): Mine[] {
  try {
    const read: unknown = JSON.parse(storage.getItem(KEY) ?? '[]');
    return Array.isArray(read) ? (read as Mine[]).filter((m) => typeof m.receipt === 'string') : [];
  } catch {
    return [];
  }
}

export function remember(mine: Mine, storage: Pick<Storage, 'getItem' | 'setItem'> = localStorage): void {
  const others = myReports(storage).filter((m) => m.receipt !== mine.receipt);
  try {
    storage.setItem(KEY, JSON.stringify([mine, ...others].slice(0, LIMIT)));
  } catch {
    /* private window: the link on the screen is then the only way back */
  }
}
