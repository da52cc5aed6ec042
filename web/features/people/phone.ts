const KEY = 'zhicheng.phone';
const FINGER = 'zhicheng.phone.finger';

/** The token of a bound phone. It opens nothing without the PIN, which only the server knows, or the phone's own fingerprint reader. */
export const phoneToken = (storage: Pick<Storage, 'getItem'> = localStorage): string | null => {
  try {
    return storage.getItem(KEY);
  } catch {
    return null;
  }
};

export const keepPhoneToken = (token: string, storage: Pick<Storage, 'setItem'> = localStorage): void => storage.setItem(KEY, token);

export const forgetPhoneToken = (storage: Pick<Storage, 'removeItem'> = localStorage): void => { storage.removeItem(KEY); storage.removeItem(FINGER); };

/** Was the reader switched on for this very binding? The sign-in page offers it without asking the server first. */
export const fingerIsOn = (storage: Pick<Storage, 'getItem'> = localStorage): boolean => {
  try {
    return storage.getItem(FINGER) !== null && storage.getItem(FINGER) === String(phoneId(storage.getItem(KEY)));
  } catch {
    return false;
  }
};
export const keepFinger = (token: string, storage: Pick<Storage, 'setItem'> = localStorage): void => storage.setItem(FINGER, String(phoneId(token)));

/** Which of its member's bound phones this one is: the number before the token's dot. */
export const phoneId = (token: string | null = phoneToken()): number | null => (token === null ? null : Number(token.split('.')[0]));

/** What this phone calls itself in the list of bound phones. */
export function phoneName(agent: string = navigator.userAgent): string {
  const parts = (/\(([^)]+)\)/.exec(agent)?.[1] ?? '').split(';').map((part) => part.trim());
  return parts.find((part) => !['', 'X11', 'Linux', 'U'].includes(part)) ?? 'phone';
}
