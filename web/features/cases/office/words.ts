import type { MayStep } from '@shared/api';
import { type Language, lookUp, said } from '@shared/i18n';
import { CHOICES, LIMITS, WHO } from '../texts';

/** The law's English names begin small, as in a sentence; as a heading they begin with a capital. */
export const heading = <K extends string>(thing: Partial<Record<K | `${K}_en`, string | null>>, key: K, lang: Language): string => { const text = said(thing, key, lang); return text.charAt(0).toUpperCase() + text.slice(1); };

/** Fen as people write money. */
export const yuan = (fen: number | null | undefined): string => (fen === null || fen === undefined ? '—' : (fen / 100).toLocaleString('zh-CN', { maximumFractionDigits: 2 }));
export const whoIn = (who: string, lang: Language): string => lookUp(WHO, who, lang);
/** Why somebody may not: the law names the part in the procedure's own words, people read it in theirs. */
export const whyIn = (may: Pick<MayStep, 'why_not' | 'why_not_en'>, who: string, lang: Language): string => { const why = said(may, 'why_not', lang); return who === '' ? why : why.replaceAll(who, whoIn(who, lang)); };
export const limitIn = (name: string, lang: Language): string => lookUp(LIMITS, name.replace(/_\d{4}-\d{2}-\d{2}$/, ''), lang);
export const choiceIn = (code: string, lang: Language): string => lookUp(CHOICES, code, lang);
export const sentence = (thing: { zh: string; en: string }, lang: Language): string => (lang === 'en' && thing.en !== '' ? thing.en : thing.zh);
/** 5月6日 · 6 May */
export const shortDay = (iso: string, lang: Language): string => new Date(iso).toLocaleDateString(lang === 'zh' ? 'zh-CN' : 'en-GB', { timeZone: 'Asia/Shanghai', month: lang === 'zh' ? 'long' : 'short', day: 'numeric' });
