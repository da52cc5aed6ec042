import { describe, expect, it } from 'vitest';
import type { CaseOfficer, DataField } from '@shared/api';
import { companions, fen, filled, givenRaw, grouped, isForTwo, open, toData } from './stepForm';

const field = (name: string, type: string, required = false): DataField => ({ name, type, required, choices: [], labels: [], given: null });
const officer = (member: number, certificate_to: string | null = '2027-01-01'): CaseOfficer => ({ member, name: `o${member}`, certificate: '1', certificate_to, lead: false });

describe('what a step says', () => {
  it.each([
    ['money', '200', 20_000], ['money', '200.5', 20_050], ['flag', '1', true], ['flag', '0', false], ['moment', '2026-05-11T12:00', '2026-05-11T12:00:00+08:00'], ['number', '2', 2],
    ['texts', '没收违法所得\n责令停业', ['没收违法所得', '责令停业']], ['choices', 'tools、goods', ['tools', 'goods']], ['evidence', '7、8', [{ id: '7' }, { id: '8' }]], ['officers', '3,9', [3, 9]], ['text', ' minor ', 'minor'], ['unheard-of', 'x', 'x'],
  ] as const)('%s %j → %j', (type, raw, value) => expect(toData([field('f', type)], { f: raw })).toEqual({ f: value }));
  it('is silent about what nobody answered', () => expect(toData([field('ground', 'text'), field('amount', 'money')], { ground: '  ' })).toEqual({}));
  it.each([['money', 'two hundred'], ['money', '-5'], ['money', '1.234'], ['number', '1.5'], ['number', '-1']])('%s %j is not sent, and is said to be open', (type, raw) => {
    expect(toData([field('f', type)], { f: raw })).toEqual({});
    expect(open([field('f', type)], { f: raw })).toEqual(['f']);
  });
  it('names what has to be answered', () => {
    const fields = [field('ground', 'text', true), field('assigned', 'officers', true), field('receipt', 'text')];
    expect(open(fields, { assigned: '' })).toEqual(['ground', 'assigned']);
    expect(open(fields, { ground: 'minor', assigned: '3,9' })).toEqual([]);
  });
  it.each([['0', 0], ['9999999999.99', 999_999_999_999], ['10000000000000', null], ['1,000', null], ['', null]] as const)('%s yuan: %s', (yuan, value) => expect(fen(yuan)).toBe(value));
});

describe('who takes it', () => {
  it.each([['officer x2', true], ['officer x2 after head approval', true], ['head approves / officer x2 serve', true], ['head', false], ['officer', false], ['lead_officer', false]])('%s: two on the spot %s', (who, two) => expect(isForTwo(who)).toBe(two));
  it('nobody comes along whose certificate has run out, or who has none', () => {
    expect(companions([officer(1), officer(2, '2026-05-01'), officer(3, null), officer(4, '2026-05-02')], [], '2026-05-02').map((o) => o.member)).toEqual([1, 4]);
  });
  it('nobody comes along with himself', () => expect(companions([officer(1), officer(2)], [], '2026-05-02', 'o1').map((o) => o.member)).toEqual([2]));
  it('before anybody is assigned the unit is asked, afterwards the officers of the case only', () => {
    expect(companions([], [officer(7)], '2026-05-02').map((o) => o.member)).toEqual([7]);
    expect(companions([officer(1)], [officer(7)], '2026-05-02').map((o) => o.member)).toEqual([1]);
  });
  it('sorts what is allowed into mine, others’, records and what comes from outside', () => {
    const one = (step: string, is_record = false, is_from_outside = false): { step: string; is_record: boolean; is_from_outside: boolean } => ({ step, is_record, is_from_outside });
    const found = grouped([one('T20'), one('T27'), one('recheck', true), one('T35', false, true)], [{ step: 'T20', take: true }, { step: 'T27', take: false }, { step: 'recheck', take: true }, { step: 'T35', take: true }]);
    expect(Object.fromEntries(Object.entries(found).map(([k, v]) => [k, v.map((s) => s.step)]))).toEqual({ mine: ['T20'], others: ['T27'], records: ['recheck'], outside: ['T35'] });
  });
});

describe('a paper half written', () => {
  it('leaves out rows that were only just begun', () => expect(filled({ officers: [{}, { name: '' }, { name: '甲' }], names: ['x'], text: '' })).toEqual({ officers: [{ name: '甲' }], names: ['x'], text: '' }));
});

describe('what the case knows already', () => {
  const known = (name: string, type: string, given: unknown): Parameters<typeof givenRaw>[0][number] => ({ name, type, required: false, choices: [], labels: [], given });
  it.each([
    ['officers', 'officers', [7, 9], '7,9'], ['fen', 'money', 30_000_050, '300000.5'], ['rows', 'texts', ['没收工具', '停业'], '没收工具\n停业'], ['yes', 'flag', true, '1'], ['no', 'flag', false, '0'], ['words', 'text', '有', '有'],
  ])('%s', (name, type, given, said) => expect(givenRaw([known(name, type, given)])).toEqual({ [name]: said }));
  it('leaves open what it does not know', () => expect(givenRaw([known('a', 'money', null), known('b', 'officers', []), known('c', 'texts', undefined)])).toEqual({}));
});

it('puts measures against goods behind the everyday steps', () => {
  const step = (id: string): { step: string; is_record: boolean; is_from_outside: boolean } => ({ step: id, is_record: false, is_from_outside: false });
  const { mine, others } = grouped(['T22', 'T23', 'T26', 'T21', 'T29', 'T27'].map(step), ['T23', 'T26', 'T29'].map((id) => ({ step: id, take: true })));
  expect([mine.map((s) => s.step), others.map((s) => s.step)]).toEqual([['T26', 'T29', 'T23'], ['T27', 'T22', 'T21']]);
});
