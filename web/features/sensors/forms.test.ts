import { describe, expect, it } from 'vitest';
import { EMPTY, partOf, sentPart } from './forms';

const LIMIT = { from: 22, to: 6, on: 50, off: 48, above: true, confirm: 2, hold_s: 600, rate: 0, source: '', source_en: '', statutory: true };

describe('a limit in the form', () => {
  it('comes back as it was', () => {
    expect(sentPart(partOf(LIMIT))).toEqual({ on: 50, off: 48, from_hour: 22, to_hour: 6, above: true, confirm: 2, hold_s: 600, rate: 0 });
    expect(sentPart(partOf({ ...LIMIT, above: false }))?.above).toBe(false);
  });
  it('is not sent while a number is missing', () => expect(sentPart(EMPTY)).toBeNull());
  it.each(['on', 'off', 'from', 'to', 'confirm', 'minutes', 'rate'] as const)('is not sent while %s is no number', (name) => {
    expect(sentPart({ ...partOf(LIMIT), [name]: 'loud' })).toBeNull();
    expect(sentPart({ ...partOf(LIMIT), [name]: ' ' })).toBeNull();
  });
  it('takes a hand-typed half', () => expect(sentPart({ ...partOf(LIMIT), on: '50.5', minutes: '0.5' })).toMatchObject({ on: 50.5, hold_s: 30 }));
});
