import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Choices, dayOf, fill, moment } from './fill';
import type { CrewMember, LocalCase, Violation } from './model';

type Row = { id: string; needs: string[]; may?: string[]; if?: Record<string, string[]> };
const pack = JSON.parse(readFileSync('../zhicheng/law/packs/national/documents.json', 'utf8')) as { documents: Row[]; choices: Record<string, Record<string, string>> };
const violation: Violation = { id: 'V.ZJ.stall', name: '设摊', article: 'ZJ 16', stages: [], lenient: '' };
const people = [{ name: '周正', certificate: '1' }, { name: '林岚', certificate: '2' }] as CrewMember[];
const found: LocalCase = {
  local: 'a', no: '', at: '', given: { act: '2026-03-11T10:05:00Z' }, party: { kind: 'citizen', name: '张', id_no: '1', sex: '男', address: '' }, place: { lng: 0, lat: 0, address: '柳浪街' }, facts_text: '', colleague: 2, ticket: '',
  events: [], papers: [{ kind: 'D32', fields: {}, signatures: [], by_hand: [], number: '教1', at: '' }], evidence: [{ sha256: 'f', name: '', type: '', title: '', place: { lng: 0, lat: 0, address: '' }, at: '' }], waiting: 0, refused: [], opened: [], asked: [],
};
const AT = '2026-03-11T10:30:00Z';
const filled = (kind: string, choices: Choices = {}): Record<string, unknown> => fill(kind, { case: found, violation, people, agency: { name: '局', short: '局' }, at: AT, choices }) ?? {};

/** What the pack asks of this kind with these values, and what it knows at all. */
function asked(kind: string, values: Record<string, unknown>): { needed: string[]; known: string[] } {
  const row = pack.documents.find((d) => d.id === kind) as Row;
  const holds = (condition: string): boolean => { const [name = '', code] = condition.split('='); return code === undefined ? values[name] === true : values[name] === code; };
  const conditional = Object.entries(row.if ?? {});
  return { needed: [...row.needs, ...conditional.filter(([c]) => holds(c)).flatMap(([, f]) => f)], known: [...row.needs, ...(row.may ?? []), ...conditional.flatMap(([, f]) => f)] };
}

describe.each([['D30', { until: '2026-03-11T11:00:00Z' }], ['D10', { amount: 5000 }], ['D10', { warning: true }], ['D10', { amount: 5000, warning: true }], ['D32', {}], ['D31', { ground: 'minor' }], ['D31', { ground: 'first_offence' }]] as [string, Choices][])('%s with %o', (kind, choices) => {
  const values = filled(kind, choices);
  it('says everything that the pack asks for', () => expect(asked(kind, values).needed.filter((f) => values[f] === undefined || values[f] === '')).toEqual([]));
  it('says nothing that the pack does not know', () => expect(Object.keys(values).filter((f) => !asked(kind, values).known.includes(f))).toEqual([]));
  it('chooses what the pack offers', () => { for (const [f, options] of Object.entries(pack.choices)) if (typeof values[f] === 'string') expect(Object.keys(options)).toContain(values[f]); });
});

describe('on the spot', () => {
  it('leaves out what the party has not said', () => expect(filled('D30').party).toEqual({ kind: 'citizen', name: '张', id_no: '1', sex: '男' }));
  it('names both officers with their certificates', () => expect(filled('D30').officers).toEqual([{ name: '周正', certificate: '1' }, { name: '林岚', certificate: '2' }]));
  it('a warning alone has no amount and nothing to pay', () => expect(Object.keys(filled('D10', { warning: true })).filter((f) => f.startsWith('pay') || f === 'fine')).toEqual([]));
  it('a fine is paid at the bank within fifteen days', () => expect(filled('D10', { amount: 5000 })).toMatchObject({ penalty: 'fine', fine: 5000, payment: 'later', pay_due: '2026-03-26' }));
  it('is due on the day that the engine has counted', () => expect(filled('D10', { amount: 5000, payDue: '2026-03-30' }).pay_due).toBe('2026-03-30'));
  it('a decision not to penalise points to its education record', () => expect(filled('D31').education_number).toBe('教1'));
  it('writes no paper that is not written in the street', () => expect(fill('D45', { case: found, violation, people, agency: { name: '', short: '' }, at: AT, choices: {} })).toBeNull());
  it.each([['2026-03-11T10:05:00Z', '2026-03-11T18:05:00+08:00'], ['2026-03-11T18:05:00+08:00', '2026-03-11T18:05:00+08:00'], ['2026-12-31T17:00:00Z', '2027-01-01T01:00:00+08:00']])('%s is %s in China', (iso, here) => expect(moment(iso)).toBe(here));
  it.each([['2026-03-11T15:59:00Z', 0, '2026-03-11'], ['2026-03-11T16:00:00Z', 0, '2026-03-12'], ['2026-02-20T00:00:00Z', 15, '2026-03-07']])('%s + %d days is %s', (iso, plus, day) => expect(dayOf(iso, plus)).toBe(day));
});
