import type { Language } from './language';

const ZONE = 'Asia/Shanghai';
const locale = (lang: Language): string => (lang === 'zh' ? 'zh-CN' : 'en-GB');

const MARKS = { '：': ': ', '、': ', ', '；': '; ', '，': ', ' } as const;

/** What stands between two things said: full-width in Chinese, with a space in English. */
export const mark = (chinese: keyof typeof MARKS, lang: Language): string => (lang === 'zh' ? chinese : MARKS[chinese]);

export const clockTime = (iso: string | Date, lang: Language, seconds = false): string =>
  new Date(iso).toLocaleTimeString(locale(lang), {
    timeZone: ZONE, hour: '2-digit', minute: '2-digit', ...(seconds ? { second: '2-digit' } : {}), hour12: false,
  });

export const dayAndTime = (iso: string | Date, lang: Language): string =>
  new Date(iso).toLocaleString(locale(lang), {
    timeZone: ZONE, month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false,
  });

const yearOf = (on: Date): string => on.toLocaleDateString('en-GB', { timeZone: ZONE, year: 'numeric' });

/** 5月6日周三; with its year when that is not this one. */
export function day(iso: string | Date, lang: Language, now = new Date()): string {
  const on = new Date(iso);
  return on.toLocaleDateString(locale(lang), { timeZone: ZONE, month: 'long', day: 'numeric', weekday: 'short', ...(yearOf(on) === yearOf(now) ? {} : { year: 'numeric' }) });
}

/** 75 → "1 分钟", 4000 → "1 小时 6 分": the two largest units that say something. */
export function duration(seconds: number, lang: Language): string {
  const zh = lang === 'zh';
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return zh ? `${s} 秒` : `${s} s`;
  const minutes = Math.floor(s / 60);
  if (minutes < 60) return zh ? `${minutes} 分钟` : `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) {
    const rest = minutes % 60;
    const head = zh ? `${hours} 小时` : `${hours} h`;
    return rest === 0 ? head : `${head} ${zh ? `${rest} 分` : `${rest} min`}`;
  }
  return zh ? `${Math.floor(hours / 24)} 天` : `${Math.floor(hours / 24)} d`;
}

/** Time left of a limit: positive "剩 12 分钟", negative "超 3 分钟". */
export function remaining(seconds: number, lang: Language): string {
  const span = duration(Math.abs(seconds), lang);
  if (lang === 'zh') return seconds >= 0 ? `剩 ${span}` : `超 ${span}`;
  return seconds >= 0 ? `${span} left` : `${span} late`;
}

export function distance(metres: number, lang: Language): string {
  if (metres < 1000) return lang === 'zh' ? `${Math.round(metres)} 米` : `${Math.round(metres)} m`;
  const km = (metres / 1000).toFixed(metres < 10000 ? 1 : 0);
  return lang === 'zh' ? `${km} 公里` : `${km} km`;
}

export const percent = (share: number): string => `${Math.round(share * 100)}%`;

export function ago(iso: string, now: Date, lang: Language): string {
  const seconds = (now.getTime() - new Date(iso).getTime()) / 1000;
  if (seconds < 45) return lang === 'zh' ? '刚刚' : 'just now';
  return lang === 'zh' ? `${duration(seconds, lang)}前` : `${duration(seconds, lang)} ago`;
}

/** A text that the server gives in both languages as `key` and `key_en`. */
export const said = <K extends string>(thing: Partial<Record<K | `${K}_en`, string | null>>, key: K, lang: Language): string =>
  (lang === 'en' ? thing[`${key}_en`] : null) || thing[key] || '';

export const nameIn = (thing: { name: string; name_en?: string | null }, lang: Language): string =>
  lang === 'en' && thing.name_en ? thing.name_en : thing.name;
