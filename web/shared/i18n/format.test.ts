import { describe, expect, it } from 'vitest';
import { ago, clockTime, distance, duration, mark, nameIn, percent, remaining } from './format';
import { fill, lookUp, textIn } from './texts';
import { SOURCES, STATES } from './trade';

describe('times as people say them', () => {
  it.each([[0, '0 秒'], [59, '59 秒'], [60, '1 分钟'], [3599, '59 分钟'], [3600, '1 小时'], [3960, '1 小时 6 分'], [172_800, '2 天'], [-5, '0 秒']])('%d s → %s', (s, text) => {
    expect(duration(s, 'zh')).toBe(text);
  });
  it('speaks English too', () => {
    expect(duration(3960, 'en')).toBe('1 h 6 min');
    expect(duration(259_200, 'en')).toBe('3 d');
  });
  it('says left and late', () => {
    expect(remaining(720, 'zh')).toBe('剩 12 分钟');
    expect(remaining(-180, 'zh')).toBe('超 3 分钟');
    expect(remaining(-180, 'en')).toBe('3 min late');
  });
  it('shows the city’s clock whatever the zone of the reader', () => {
    expect(clockTime('2026-11-23T00:05:09Z', 'zh', true)).toBe('08:05:09');
  });
  it('says how long ago', () => {
    const now = new Date('2026-11-23T08:10:00Z');
    expect(ago('2026-11-23T08:09:40Z', now, 'zh')).toBe('刚刚');
    expect(ago('2026-11-23T08:00:00Z', now, 'en')).toBe('10 min ago');
  });
});

describe('distances and shares', () => {
  it.each([[12.4, '12 米'], [999, '999 米'], [1000, '1.0 公里'], [12_340, '12 公里']])('%d m → %s', (m, text) => expect(distance(m, 'zh')).toBe(text));
  it('rounds shares', () => expect(percent(0.964)).toBe('96%'));
});

describe('marks', () => {
  it.each([['：', ': '], ['、', ', '], ['；', '; '], ['，', ', ']] as const)('%s is “%s” in English', (zh, en) => {
    expect(mark(zh, 'zh')).toBe(zh);
    expect(mark(zh, 'en')).toBe(en);
  });
});

describe('texts', () => {
  const texts = { hello: ['你好 {name}', 'Hello {name}'] } as const;
  it('fills in values and leaves unknown ones visible', () => {
    expect(textIn(texts, 'en', 'hello', { name: 'Li' })).toBe('Hello Li');
    expect(fill('{a} {b}', { a: 1 })).toBe('1 {b}');
  });
  it('shows an unknown key as it came', () => {
    expect(lookUp(STATES, 'brand_new', 'zh')).toBe('brand_new');
    expect(lookUp(SOURCES, 'hotline', 'zh')).toBe('热线');
  });
  it('prefers the English name in English, and falls back to the Chinese one', () => {
    expect(nameIn({ name: '占道', name_en: 'Stall' }, 'en')).toBe('Stall');
    expect(nameIn({ name: '占道', name_en: '' }, 'en')).toBe('占道');
  });
});
