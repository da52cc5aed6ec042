import { useSyncExternalStore } from 'react';

export type Language = 'zh' | 'en';
type Preferences = { language: Language; large: boolean };

const KEY = 'zhicheng.preferences';
const listeners = new Set<() => void>();
let current: Preferences = read();

function read(): Preferences {
  const query = new URLSearchParams(globalThis.location?.search ?? '');
  let stored: Partial<Preferences> = {};
  try {
    stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>;
  } catch {
    stored = {}; // storage is closed to us (private window): the defaults serve
  }
  const lang = query.get('lang') ?? stored.language;
  const large = query.get('large');
  return { language: lang === 'en' ? 'en' : 'zh', large: large === null ? stored.large === true : large === '1' };
}

function apply(): void {
  const title = document.querySelector('title');
  if (title !== null) {
    title.dataset['zh'] ??= title.textContent;
    title.textContent = (current.language === 'en' ? title.dataset['en'] : null) ?? title.dataset['zh'];
  }
  document.documentElement.lang = current.language === 'zh' ? 'zh-CN' : 'en';
  document.documentElement.dataset['type'] = current.large ? 'large' : 'normal';
}

function change(next: Partial<Preferences>): void {
  current = { ...current, ...next };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    /* the choice then lasts as long as the page */
  }
  apply();
  listeners.forEach((tell) => tell());
}

export const setLanguage = (language: Language): void => change({ language });
export const setLarge = (large: boolean): void => change({ large });
export const language = (): Language => current.language;

/** Called once per page; frames of one page follow each other through the storage event. */
export function startPreferences(): void {
  change({}); // a choice that came in the address holds for the frames and the next visit too
  window.addEventListener('storage', (event) => {
    if (event.key !== KEY) return;
    current = read();
    apply();
    listeners.forEach((tell) => tell());
  });
}

const subscribe = (tell: () => void): (() => void) => {
  listeners.add(tell);
  return () => listeners.delete(tell);
};

export const usePreferences = (): Preferences => useSyncExternalStore(subscribe, () => current);
export const useLanguage = (): Language => usePreferences().language;
