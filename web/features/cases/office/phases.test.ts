import { describe, expect, it } from 'vitest';
import { ladder, phaseOf } from './phases';

const at = (n: number): string => `2026-05-${String(n).padStart(2, '0')}T09:00:00+08:00`;
const walked = (...steps: string[]): { step: string; at: string }[] => steps.map((step, n) => ({ step, at: at(n + 1) }));
const shown = (stage: string, ...steps: string[]): string[] => ladder(stage, walked(...steps)).map((r) => `${r.phase}:${r.is}`);

describe('which phase a step belongs to', () => {
  it.each([
    ['T01', 'lead'], ['T02', 'decision'], ['T03', 'decision'], ['T04', 'filed'], ['T05', 'onspot'], ['T06', 'onspot'], ['T07', 'onspot'], ['T10', 'service'], ['T11', 'decision'], ['T12', 'filed'], ['T13', 'service'], ['T14', 'performance'],
    ['T20', 'investigation'], ['T29', 'investigation'], ['T30', 'decision'], ['T32', 'decision'], ['T33', 'notice'], ['T39', 'notice'], ['T40', 'review'], ['T41', 'review'], ['T42', 'decision'], ['T43', 'decision'],
    ['T50', 'service'], ['T55', 'service'], ['T60', 'performance'], ['T76', 'performance'], ['T80', null], ['T83', null], ['T90', 'closed'], ['T91', 'archived'], ['recheck', null], ['', null],
  ] as const)('%s: %s', (step, phase) => expect(phaseOf(step)).toBe(phase));
});

describe('the ladder of a case', () => {
  it('of a new lead lies ahead', () => expect(shown('lead')).toEqual(['lead:now', 'filed:ahead', 'investigation:ahead', 'notice:ahead', 'review:ahead', 'decision:ahead', 'service:ahead', 'performance:ahead', 'closed:ahead', 'archived:ahead']));
  it('shows a review that the law did not ask for as not stepped on', () => {
    expect(shown('decided_penalty', 'T01', 'T04', 'T20', 'T29', 'T33', 'T34', 'T42').slice(3, 6)).toEqual(['notice:done', 'review:skipped', 'decision:now']);
  });
  it('of the simple procedure is short', () => expect(shown('served', 'T05', 'T10')).toEqual(['lead:done', 'onspot:done', 'service:now', 'performance:ahead', 'closed:ahead', 'archived:ahead']));
  it('of an act met on the spot is short at once; a lead that is being checked is not', () => expect([shown('onspot', 'T05')[1], shown('checking', 'T01')[1]]).toEqual(['onspot:now', 'filed:ahead']));
  it('of a case that began on the spot and became ordinary keeps both', () => expect(shown('filed', 'T05', 'T12').slice(0, 3)).toEqual(['lead:done', 'onspot:done', 'filed:now']));
  it('of a spared case serves and collects nothing', () => expect(shown('decided_no_penalty', 'T01', 'T04', 'T20', 'T29', 'T30')).toEqual(['lead:done', 'filed:done', 'investigation:done', 'decision:now', 'closed:ahead', 'archived:ahead']));
  it('stays short once a lead that was not filed is closed', () => expect(shown('closed', 'T01', 'T02', 'T90')).toEqual(['lead:done', 'decision:done', 'closed:now', 'archived:ahead']));
  it('says when a rung was stepped on last', () => expect(ladder('investigating', walked('T01', 'T04', 'T20', 'T26')).find((r) => r.phase === 'investigation')?.at).toBe(at(4)));
  it('takes a stage it does not know for a lead rather than for nothing', () => expect(shown('brand_new')[0]).toBe('lead:now'));
});
