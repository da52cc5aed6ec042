import { describe, expect, it } from 'vitest';
import { scale, stacked } from './dots';

describe('the line of fines', () => {
  it('runs over the statute’s range', () => {
    const { x } = scale([20_000, 100_000], [50_000], 10, 210);
    expect([x(20_000), x(60_000), x(100_000)]).toEqual([10, 110, 210]);
  });
  it('stretches for a fine below the range', () => expect(scale([20_000, 100_000], [10_000], 0, 100).from).toBe(10_000));
  it('is drawn in steps of equal ratio when it is wide', () => {
    const { x } = scale([10_000, 1_000_000], [], 0, 100);
    expect([x(10_000), x(100_000), x(1_000_000)].map(Math.round)).toEqual([0, 50, 100]);
  });
  it('from nought stays even', () => expect(scale([0, 100_000], [], 0, 100).x(50_000)).toBe(50));
  it('puts a single amount in the middle, and stands without any', () => {
    expect(scale(null, [5_000], 0, 100).x(5_000)).toBe(50);
    expect(scale(null, [], 0, 100).x(0.5)).toBe(50);
  });
});

describe('dots', () => {
  it('that meet are stacked, others stay on the line', () => {
    expect(stacked([{ item: 'a', x: 10 }, { item: 'b', x: 12 }, { item: 'c', x: 40 }, { item: 'd', x: 11 }], 8).map((d) => [d.item, d.level])).toEqual([['a', 0], ['d', 1], ['b', 2], ['c', 0]]);
  });
});
