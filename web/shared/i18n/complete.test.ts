import { describe, expect, it } from 'vitest';
import type { Texts } from './texts';

const files = import.meta.glob<Record<string, unknown>>('../../{features,shared}/**/{texts,trade}.ts', { eager: true });
const isTexts = (value: unknown): value is Texts => typeof value === 'object' && value !== null && Object.values(value).every((pair) => Array.isArray(pair) && pair.length === 2);
const all = Object.entries(files).flatMap(([file, module]) => Object.entries(module).filter(([, v]) => isTexts(v)).map(([name, texts]) => ({ id: `${file} ${name}`, texts: texts as Texts })));
const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? '').sort();

describe('every text stands in Chinese and English', () => {
  it('finds the text files', () => expect(all.length).toBeGreaterThanOrEqual(8));
  it.each(all)('$id', ({ texts }) => {
    for (const [key, [zh, en]] of Object.entries(texts)) {
      expect(zh, key).not.toBe('');
      expect(en, key).not.toBe('');
      expect(holes(zh), `${key}: the same values in both languages`).toEqual(holes(en));
      if (key !== 'switchLanguage') expect(/[\u4e00-\u9fff]/.test(en), `${key}: Chinese in the English text`).toBe(false);
    }
  });
});

describe('no screen writes a Chinese mark into an English sentence', () => {
  const screens = import.meta.glob<string>('../../{features,shared,apps}/**/*.tsx', { eager: true, query: '?raw', import: 'default' });
  it('finds the screens', () => expect(Object.keys(screens).length).toBeGreaterThanOrEqual(80));
  it.each(Object.entries(screens))('%s', (_, text) => {
    expect([...text.matchAll(/[})>][：；、，。][{<$]/g)].map((m) => text.slice(m.index - 30, m.index + 20))).toEqual([]); // mark('：', lang) writes it
  });
});
