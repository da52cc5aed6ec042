const KEY = 'zhicheng.phone';

/** The token of a bound phone. It opens nothing without the PIN, which only the server knows. */
export const phoneToken = (storage: Pick<Storage, 'getItem'> = localStorage): string | null => {
  try {
    return storage.getItem(KEY);
  } catch {
    return null;
  }
};

export const keepPhoneToken = (token: string, storage: Pick<Storage, 'setItem'> = localStorage): void => storage.setItem(KEY, token);

/** What this phone calls itself in the list of bound phones. */
export function phoneName(agent: string = navigator.userAgent): string {
  return /\(([^;)]+)[;)]/.exec(agent)?.[1]?.trim() || 'phone';
}
