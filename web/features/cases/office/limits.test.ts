import { describe, expect, it } from 'vitest';
import type { CaseDeadline } from '@shared/api';
import { addDays, countOf, dayIn, daysBetween, lastDay, leftOf, lightOf, month, soonestFirst } from './limits';

const MAY = '自2026年4月30日起 5 个工作日（当日不计）：5月6日、7日、8日、9日（调休上班）、11日。';
const due = (name: string, operational: string, zh = ''): CaseDeadline => ({ name, on: operational, operational, moment: null, owner: 'agency', article: 'APL 44', verified: true, provisional: false, zh, en: '' });

describe('days of the city', () => {
  it('begin at midnight in China', () => {
    expect(dayIn(new Date('2026-04-30T15:59:59Z'))).toBe('2026-04-30');
    expect(dayIn(new Date('2026-04-30T16:00:00Z'))).toBe('2026-05-01');
  });
  it.each([['2026-05-11T16:00:00Z', '2026-05-11'], ['2026-05-12T00:00:00+08:00', '2026-05-11'], [null, null]])('a term until %s has %s as its last day', (due, day) => expect(lastDay(due)).toBe(day));
  it.each([['2026-02-28', 1, '2026-03-01'], ['2028-02-28', 1, '2028-02-29'], ['2026-01-01', -1, '2025-12-31']] as const)('%s %i days on: %s', (day, n, then) => {
    expect(addDays(day, n)).toBe(then);
    expect(daysBetween(day, then)).toBe(n);
  });
  it.each([[null, 'grey'], [4, 'green'], [3, 'yellow'], [0, 'yellow'], [-1, 'red']] as const)('%s left is %s', (left, light) => expect(lightOf(left)).toBe(light));
  it('counts to the day by which an agency has to be done, not to the rest day on which its term ends', () => expect(leftOf({ operational: '2026-05-08' }, '2026-05-06')).toBe(2));
  it('puts the soonest first, and names decide between equals', () => expect(soonestFirst([due('b', '2026-05-09'), due('c', '2026-05-08'), due('a', '2026-05-09')]).map((d) => d.name)).toEqual(['c', 'a', 'b']));
});

describe('what a derivation says of single days', () => {
  it('names counted days, make-up days, and the rest days between', () => {
    const found = countOf({ zh: MAY });
    expect(found?.start).toBe('2026-04-30');
    expect([...(found?.counted ?? [])]).toEqual(['2026-05-06', '2026-05-07', '2026-05-08', '2026-05-09', '2026-05-11']);
    expect([...(found?.makeUp ?? [])]).toEqual(['2026-05-09']);
    expect([...(found?.rest ?? [])]).toEqual(['2026-05-01', '2026-05-02', '2026-05-03', '2026-05-04', '2026-05-05', '2026-05-10']);
  });
  it('goes on over New Year', () => {
    const found = countOf({ zh: '自2026年12月30日起 3 个工作日（当日不计）：12月31日、1月4日、5日；该年放假安排尚未公布，为暂定日期。' });
    expect([...(found?.counted ?? [])]).toEqual(['2026-12-31', '2027-01-04', '2027-01-05']);
    expect(found?.rest.has('2027-01-01')).toBe(true);
  });
  it.each(['自2026年4月30日起 90 日（当日不计）。', '自2026年4月30日起 15 个工作日（当日不计）。', '2026年4月30日送达的文书写明的期限：2026-05-02 12:00。', '自2026年4月30日起 2 个工作日（当日不计）：5月6日、另行通知。', ''])('says nothing where no single days stand: %s', (zh) => expect(countOf({ zh })).toBeNull());
});

describe('a month', () => {
  const cells = month('2026-05-06', [due('statement', '2026-05-11', MAY), due('decide', '2026-05-29')]);
  it('is whole weeks from Monday on', () => {
    expect(cells[0]?.day).toBe('2026-04-27');
    expect(cells.at(-1)?.day).toBe('2026-05-31');
    expect(cells.length % 7).toBe(0);
  });
  it.each([['2026-05-01', 'rest'], ['2026-05-06', 'counted'], ['2026-05-09', 'makeUp'], ['2026-05-10', 'rest'], ['2026-05-16', 'weekend'], ['2026-05-18', '']] as const)('%s is %j', (day, is) => expect(cells.find((c) => c.day === day)?.is).toBe(is));
  it('carries the limits on their days', () => expect(cells.filter((c) => c.due.length > 0).map((c) => [c.day, c.due[0]?.name])).toEqual([['2026-05-11', 'statement'], ['2026-05-29', 'decide']]));
  it('knows months of four and of six weeks', () => {
    expect(month('2027-02-01', [])).toHaveLength(28);
    expect(month('2026-08-15', [])).toHaveLength(42);
  });
});
