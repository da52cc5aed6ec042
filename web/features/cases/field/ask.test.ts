import { describe, expect, it } from 'vitest';
import { type Allowed, type Assessment, type Refused, amounts, atTheOffice, choices, factsOf, openQuestions, question } from './ask';
import type { Kit, LocalCase } from './model';

const allowed = (step: string, more: Partial<Allowed> = {}): Allowed => ({ step, name: step, name_en: step, to: '', who: 'officer x2', article: 'APL 51', papers: [], is_record: false, ...more });
const refused = (step: string, rule: string): Refused => ({ step, name: step, name_en: step, rule, article: 'X', zh: '不', en: 'no' });
const said = (more: Partial<Assessment>): Assessment => ({ stage: 'onspot', stage_name: '', stage_name_en: '', procedure: 'simple', allowed: [], refused: [], deadlines: [], range: null, article: '', tier: '', proposals: [], ...more });
const found = (more: Partial<LocalCase> = {}): LocalCase => ({ local: 'a', no: '', at: '', given: {}, party: null, place: { lng: 0, lat: 0, address: '' }, facts_text: '', colleague: 2, ticket: '', events: [], papers: [], evidence: [], waiting: 0, refused: [], opened: [], asked: [], ...more });
const event = (step: string, data: Record<string, unknown> = {}) => ({ step, at: '', actors: null, data });
const steps = (a: Assessment, c = found()): string[] => choices(a, c).map((x) => `${x.step}${x.allowed === null ? '-' : x.proposed ? '!' : ''}`);

describe('the buttons', () => {
  it('shows what may be done first and what may not with its rule', () => expect(steps(said({ allowed: [allowed('T06')], refused: [refused('T10', 'INV-36'), refused('T11', 'INV-43')] }))).toEqual(['T06', 'T11-', 'T10-']));
  it('puts the order first when the article fines only who ignores it', () => expect(steps(said({ allowed: [allowed('T10'), allowed('T06')], proposals: [{ kind: 'order_first', article: '', zh: '', en: '' }] }))[0]).toBe('T06!'));
  it.each(['spare', 'consider_sparing'])('puts sparing first when the engine proposes it (%s)', (kind) => expect(steps(said({ allowed: [allowed('T10'), allowed('T06'), allowed('T11')], proposals: [{ kind, article: '', zh: '', en: '' }] }))[0]).toBe('T11!'));
  it('offers a re-check only after an order', () => {
    const both = said({ allowed: [allowed('recheck', { is_record: true }), allowed('T06')] });
    expect(steps(both)).toEqual(['T06']);
    expect(steps(both, found({ events: [event('T06')] }))).toEqual(['T06', 'recheck']);
  });
  it('shows no step that the engine says nothing of', () => expect(steps(said({}))).toEqual([]));
  it('leaves to the office what is the office’s', () => expect(atTheOffice(said({ allowed: [allowed('T06'), allowed('T12'), allowed('T13'), allowed('statement', { is_record: true }), allowed('T70')] })).map((a) => a.step)).toEqual(['T13'])); // T12 is asked for from the street
});

describe('questions', () => {
  it.each([['', []], ['minor', ['corrected', 'harm']], ['first_offence', ['first', 'corrected', 'harm']]] as const)('of %s', (lenient, asked) => expect(openQuestions(found(), lenient)).toEqual(asked));
  it('are not asked again once they are answered, either way', () => {
    const answered = found({ given: { first_in_lookback: false }, events: [event('amend', { facts: { corrected: false } })] });
    expect(openQuestions(answered, 'first_offence')).toEqual(['harm']);
  });
  it('take a re-check as the answer', () => expect(openQuestions(found({ events: [event('recheck', { corrected: true })] }), 'minor')).toEqual(['harm']));
  it('are asked when the re-check found nothing corrected: it may be put right later', () => expect(openQuestions(found({ events: [event('recheck', { corrected: false })] }), 'minor')).toContain('corrected'));
  it.each([['first', true, { first_in_lookback: true }], ['corrected', false, { corrected: false }], ['harm', false, { harm: false }]] as const)('%s %s', (asked, yes, facts) => expect(factsOf(asked, yes)).toEqual(facts));
});

describe('amounts of a fine on the spot', () => {
  it.each([[[2000, 5000], 'citizen', [2000, 4000, 5000]], [[0, 5000], 'citizen', [1000, 3000, 5000]], [[10_000, 100_000], 'citizen', [10_000, 15_000, 20_000]], [[10_000, 100_000], 'org', [10_000, 55_000, 100_000]], [[50_000, 100_000], 'citizen', []], [[5000, 5000], 'citizen', [5000]]] as const)('%o for a %s', (range, party, offered) => expect(amounts([range[0], range[1]], party)).toEqual(offered));
});

it('asks the engine in the words of the wire', () => {
  const kit = { config: { jurisdiction: '330000' } } as unknown as Kit;
  expect(question(kit, found({ given: { violation: 'V' }, events: [event('T05')] }), '2026-03-11T10:00:00Z')).toEqual({ config: { jurisdiction: '330000' }, given: { violation: 'V' }, events: [event('T05')], on: '2026-03-11T10:00:00Z' });
  expect(question(kit, found(), 'now', event('T10', { amount: 5000 }))).toMatchObject({ event: { step: 'T10', data: { amount: 5000 } } });
});
