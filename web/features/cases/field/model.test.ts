import { describe, expect, it } from 'vitest';
import { type Block, type CrewMember, type Entry, type LawEvent, actorsOf, asGiven, borneNumbers, byCase, fold, isValid, nextNumber, nowAfter, readIdNumber } from './model';

const place = { lng: 120.1, lat: 30.2, address: '柳浪街 12 号' };
const actors = [{ id: 'person:1', roles: ['officer', 'lead_officer'], certified: true }];
const paper = (number: string) => ({ kind: 'D30', fields: {}, signatures: [], by_hand: [], number });
let seq = 0;
type More = Partial<Entry>;
const base = (local: string, at: string, more: More) => ({ seq: (seq += 1), key: `k${seq}`, local, at, actors, state: 'waiting' as const, ...more });
const opened = (local = 'a', at = '2026-03-11T10:00:00Z', more: More = {}): Entry => ({ ...base(local, at, more), do: 'open', body: { given: { violation: 'V.ZJ.stall' }, party: null, place, facts_text: '', on_the_spot: true, colleague: 2, ticket: '' } }) as Entry;
const stepped = (step: string, number = '', more: More = {}, local = 'a'): Entry => ({ ...base(local, '2026-03-11T10:05:00Z', more), do: 'step', body: { step, data: {}, colleague: 2, papers: number === '' ? [] : [paper(number)] } }) as Entry;
const amended = (facts: Record<string, unknown>, more: More = {}, party?: { kind: 'citizen'; name: string; id_no: string; born: string }): Entry => ({ ...base('a', '2026-03-11T10:02:00Z', more), do: 'amend', body: { facts, ...(party === undefined ? {} : { party }) } }) as Entry;
const shot = (sha256: string, more: More = {}): Entry => ({ ...base('a', '2026-03-11T10:00:00Z', more), do: 'evidence', body: { sha256, name: 'a.jpg', type: 'image/jpeg', title: '照片', place } }) as Entry;
const steps = (events: readonly LawEvent[] | undefined): string[] => (events ?? []).map((e) => e.step);

describe('the moment of the next entry', () => {
  const log = [opened('a', '2026-03-11T10:00:00Z'), opened('b', '2026-03-11T12:00:00Z')];
  it.each([
    ['is what the clock says', 'a', '2026-03-11T10:07:00Z', '2026-03-11T10:07:00.000Z'],
    ['is no earlier than the case’s last entry when the clock was set back', 'a', '2026-03-11T09:00:00Z', '2026-03-11T10:00:00.000Z'],
    ['does not look at other cases', 'c', '2026-03-11T09:00:00Z', '2026-03-11T09:00:00.000Z'],
  ])('%s', (_, local, now, then) => expect(nowAfter(log, local, new Date(now)).toISOString()).toBe(then));
  it('does not wait for a picture’s own clock', () => expect(nowAfter([...log, shot('ff', { at: '2026-03-11T11:00:00Z' })], 'a', new Date('2026-03-11T10:30:00Z')).toISOString()).toBe('2026-03-11T10:30:00.000Z'));
});

describe('a case is folded from its log', () => {
  it('begins on the spot and goes on step by step', () => {
    const found = fold([opened(), shot('ff'), amended({ harm: false }), stepped('T06', '责改1')]);
    expect(steps(found?.events)).toEqual(['T05', 'amend', 'T06']);
    expect(found?.papers.map((p) => p.number)).toEqual(['责改1']);
    expect(found?.evidence.map((e) => e.sha256)).toEqual(['ff']);
    expect(found?.waiting).toBe(4);
  });
  it('keeps what was put to somebody else apart from what was done, and forgets it when it was refused', () => {
    const ask = (state: Entry['state']): Entry => ({ ...base('a', '2026-03-11T10:03:00Z', { state }), do: 'ask', body: { step: 'T12', data: {}, colleague: 2, assigned: [1, 2], papers: [], said: '' } }) as Entry;
    const found = fold([opened(), ask('waiting')]);
    expect([steps(found?.events), found?.asked]).toEqual([['T05'], ['T12']]);
    expect(fold([opened(), ask('refused')])?.asked).toEqual([]);
  });
  it('is nothing without its beginning', () => expect(fold([stepped('T06')])).toBeNull());
  it('does not count what the server refused, and shows it', () => {
    const found = fold([opened(), stepped('T06', '责改1', { state: 'sent', no: 'X-1' }), stepped('T10', '当罚1', { state: 'refused', refusal: { code: 'INV-36', detail: '没有复查', detail_en: 'no re-check' } })]);
    expect(steps(found?.events)).toEqual(['T05', 'T06']);
    expect(found?.refused.map((e) => e.refusal?.code)).toEqual(['INV-36']);
    expect(found?.no).toBe('X-1');
  });
  it('keeps a picture that was refused: it was taken', () => expect(fold([opened(), shot('aa', { state: 'refused' })])?.evidence).toHaveLength(1));
  it('knows the party that was said last', () => {
    const li = { kind: 'citizen' as const, name: '李', id_no: '1', born: '2010-01-01' };
    const found = fold([opened(), amended({ party: asGiven(li) }, {}, li)]);
    expect(found?.party?.name).toBe('李');
    expect(found?.events.at(-1)?.data).toEqual({ facts: { party: { kind: 'citizen', born: '2010-01-01' } } });
  });
  it('keeps cases apart, the newest first', () => expect(byCase([opened('a', '2026-03-11T10:00:00Z'), opened('b', '2026-03-11T11:00:00Z'), stepped('T06', '', {}, 'a')]).map((c) => [c.local, c.events.length])).toEqual([['b', 1], ['a', 2]]));
});

describe('a party in the engine’s words', () => {
  it.each([['citizen', 'citizen'], ['individual_business', 'individual_business'], ['org', 'organisation']] as const)('%s is %s', (kind, said) => expect(asGiven({ kind, name: 'x', id_no: '1' })).toEqual({ kind: said }));
  it('never says name, number or address', () => expect(JSON.stringify(asGiven({ kind: 'citizen', name: '张', id_no: '9', born: '1990-01-01', address: '街' }))).toBe('{"kind":"citizen","born":"1990-01-01"}'));
});

describe('ID numbers', () => {
  it.each([['11010519491231002X', '1949-12-31', '女'], ['11010519491231002x', '1949-12-31', '女'], [' 33010619880315123X', '1988-03-15', '男'], ['440524188001010014', '1880-01-01', '男']])('%s', (id, born, sex) => expect(readIdNumber(id)).toEqual({ born, sex }));
  it.each(['', '1101051949123100', '110105194912310021', '11010519491331002X', '110105194902300023', 'ABCDEFGHIJKLMNOPQR', '1101051949123100２X'])('refuses %s', (id) => expect(readIdNumber(id)).toBeNull());
});

describe('who counts', () => {
  const on = '2026-03-11T10:00:00Z';
  const someone = (more: Partial<CrewMember>): CrewMember => ({ member: 1, account: 1, name: 'x', kind: 'officer', certificate: 'c', certificate_to: '2027-01-01', certified: true, ...more });
  it.each([[{}, true], [{ certificate_to: '2026-03-11' }, true], [{ certificate_to: '2026-03-10' }, false], [{ certified: false }, false], [{ certificate: '' }, false], [{ certificate_to: null }, true]] as const)('%o → %s', (more, valid) => expect(isValid(someone(more), on)).toBe(valid));
  it('puts who holds the phone in charge', () => expect(actorsOf([someone({}), someone({ member: 2, certificate_to: null })], 2)).toEqual([
    { id: 'person:1', roles: ['officer'], certified: true, certified_to: '2027-01-01' }, { id: 'person:2', roles: ['officer', 'lead_officer'], certified: true },
  ]));
});

describe('numbers out of the phone’s blocks', () => {
  const block = (more: Partial<Block> = {}): Block => ({ kinds: ['D30'], agency: '青西综执', word: '责改', year: 2026, first: 11, last: 13, next: 11, ...more });
  const no = (n: number): string => `青西综执责改〔2026〕${n}号`;
  it('are taken one after the other', () => {
    expect(nextNumber([block()], 'D30', 2026, new Set())).toEqual({ number: no(11), left: 2 });
    expect(nextNumber([block()], 'D30', 2026, new Set([no(11)]))).toEqual({ number: no(12), left: 1 });
  });
  it('go on in the next block when one is used up', () => expect(nextNumber([block(), block({ first: 21, last: 22, next: 21 })], 'D30', 2026, new Set([11, 12, 13].map(no)))).toEqual({ number: no(21), left: 1 }));
  it('begin where the server says that papers have come to', () => expect(nextNumber([block({ next: 13 })], 'D30', 2026, new Set())?.number).toBe(no(13)));
  it.each([[[block({ next: 14 })], 'D30', 2026], [[], 'D30', 2026], [[block()], 'D10', 2026], [[block()], 'D30', 2027]] as const)('end', (blocks, kind, year) => expect(nextNumber(blocks, kind, year, new Set())).toBeNull());
  it('are not used again after a refusal: somebody holds that paper', () => {
    const log = [opened(), stepped('T06', no(11), { state: 'refused' })];
    expect(nextNumber([block()], 'D30', 2026, borneNumbers(log))?.number).toBe(no(12));
  });
});
