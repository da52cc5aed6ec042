import { describe, expect, it } from 'vitest';
import type { Strokes } from '@shared/api';
import { asPath, dot, isSignature, withDot } from './strokes';

const BOX = { left: 100, top: 50, width: 500 };
const line = (n: number, step: number): Strokes => [Array.from({ length: n }, (_, i): [number, number, number] => [i * step, 0, i * 10])];

describe('a trace on glass', () => {
  it('is told in whole units of the glass', () => expect(dot(350.4, 100, 12.6, BOX)).toEqual([501, 100, 13]));
  it('never leaves what the server takes', () => {
    expect(dot(-900, 60, -5, BOX)).toEqual([0, 20, 0]);
    expect(dot(99_999, 99_999, 9e9, BOX)).toEqual([10_000, 10_000, 600_000]);
  });
  it('begins a stroke, follows it, and drops what repeats', () => {
    const one = withDot([], [1, 1, 0], true);
    const two = withDot(one, [1, 1, 5], false);
    const three = withDot(two, [2, 1, 9], false);
    expect([one, two, three]).toEqual([[[[1, 1, 0]]], [[[1, 1, 0]]], [[[1, 1, 0], [2, 1, 9]]]]);
    expect(withDot(three, [9, 9, 20], true)).toHaveLength(2);
  });
  it('does not follow a stroke that never began', () => expect(withDot([], [1, 1, 0], false)).toEqual([]));
  it('stops at the number of points the server reads', () => expect(withDot(line(6_000, 1), [1, 1, 99_999], true)).toHaveLength(1));
  it.each([['too few points', line(7, 100), false], ['a dash', line(20, 2), false], ['a name', line(20, 10), true], ['nothing', [], false]] as const)('%s: %s', (_, strokes, is) => expect(isSignature(strokes as Strokes)).toBe(is));
  it('draws a dot as a dot', () => expect(asPath([[[5, 6, 0]], [[1, 2, 3], [3, 4, 5]]])).toBe('M5 6l1 1M1 2L3 4'));
});
