import { type Language, language, useLanguage } from './language';

/** One file per feature: key → [Chinese, English], so that a translation stands beside its original. */
export type Texts = Readonly<Record<string, readonly [zh: string, en: string]>>;
export type Values = Readonly<Record<string, string | number>>;

export function fill(pattern: string, values: Values = {}): string {
  return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function textIn<T extends Texts>(texts: T, lang: Language, key: keyof T, values?: Values): string {
  const pair = texts[key];
  return pair === undefined ? String(key) : fill(pair[lang === 'zh' ? 0 : 1], values);
}

export type Say<T extends Texts> = (key: keyof T, values?: Values) => string;

export function useTexts<T extends Texts>(texts: T): Say<T> {
  const lang = useLanguage();
  return (key, values) => textIn(texts, lang, key, values);
}

/** For keys that come from the server (states, kinds): an unknown one is shown as it came, never hidden. */
export function lookUp(texts: Texts, key: string, lang: Language = language()): string {
  return textIn(texts, lang, key);
}
