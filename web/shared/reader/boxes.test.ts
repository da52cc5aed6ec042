import { describe, expect, it } from 'vitest';
import { type Chart, boxesOf, hull, liesOnSide, smallestBox } from './boxes';

/** A chart with turned bars of likelihood `p` on it. */
function chart(width: number, height: number, bars: readonly { x: number; y: number; w: number; h: number; angle?: number; p?: number }[]): Chart {
  const values = new Float32Array(width * height);
  for (const { x, y, w, h, angle = 0, p = 0.9 } of bars) for (let i = 0; i < values.length; i += 1) {
    const [dx, dy] = [(i % width) + 0.5 - x, Math.floor(i / width) + 0.5 - y];
    const [u, v] = [dx * Math.cos(angle) + dy * Math.sin(angle), dy * Math.cos(angle) - dx * Math.sin(angle)];
    if (Math.abs(u) <= w / 2 && Math.abs(v) <= h / 2) values[i] = p;
  }
  return { width, height, values };
}

describe('boxes of a chart', () => {
  it.each([0, 0.1, -0.2, 0.5, -0.7])('finds a line that is turned by %f', (angle) => {
    const [box, ...more] = boxesOf(chart(200, 200, [{ x: 100, y: 90, w: 120, h: 10, angle }]));
    expect(more).toEqual([]);
    expect(box?.angle).toBeCloseTo(angle, 1);
    expect([box?.x, box?.y].map((n) => Math.round(n ?? 0))).toEqual([100, 90]);
    expect(box?.width).toBeGreaterThan(125); // grown from the kernel to the line
    expect(box?.height).toBeGreaterThan(20);
  });
  it('keeps two lines apart', () => expect(boxesOf(chart(200, 80, [{ x: 100, y: 20, w: 120, h: 8 }, { x: 100, y: 50, w: 120, h: 8 }]))).toHaveLength(2));
  it.each([['an unlikely one', { x: 50, y: 50, w: 60, h: 10, p: 0.4 }], ['a speck', { x: 50, y: 50, w: 2, h: 2 }]])('leaves out %s', (_, bar) => expect(boxesOf(chart(100, 100, [bar]))).toEqual([]));
  it('of nothing are none', () => expect(boxesOf(chart(50, 50, []))).toEqual([]));
  it('may touch the edge', () => expect(boxesOf(chart(100, 20, [{ x: 50, y: 10, w: 100, h: 20 }]))).toHaveLength(1));
});

describe('the smallest rectangle', () => {
  it('of a diamond lies on its sides', () => expect(smallestBox(hull([[0, 10], [10, 0], [20, 10], [10, 20], [10, 10]])).width).toBeCloseTo(Math.sqrt(200)));
  it('has its width within 45° of level', () => {
    const { width, height, angle } = smallestBox(hull([[0, 0], [4, 0], [4, 40], [0, 40]]));
    expect([width, height, angle].map(Math.round)).toEqual([4, 40, 0]);
  });
  it('of a point is nothing', () => expect(smallestBox([[3, 3]])).toMatchObject({ width: 0, height: 0 }));
});

it.each([[[{ width: 10, height: 90 }, { width: 12, height: 80 }, { width: 50, height: 10 }], true], [[{ width: 90, height: 10 }], false], [[], false]])('a picture lies on its side when most lines are higher than wide: %o', (boxes, side) => expect(liesOnSide(boxes)).toBe(side));
