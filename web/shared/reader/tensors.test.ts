import { describe, expect, it } from 'vitest';
import { LINE, type Picture, lineTensor, sizeFor, textOf, wholeTensor } from './tensors';

const picture = (width: number, height: number, colour: (x: number, y: number) => readonly [number, number, number]): Picture => {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) data.set([...colour(x, y), 255], 4 * (y * width + x));
  return { width, height, data };
};

describe('the size at which text is looked for', () => {
  it.each([[1011, 638, 1152, 736], [320, 200, 1184, 736], [4000, 3000, 1280, 960], [100, 3000, 32, 1280], [10, 10, 736, 736]])('of %d × %d is %d × %d', (w, h, width, height) => {
    expect(sizeFor(w, h)).toEqual({ width, height });
  });
});

it('a picture goes in as blue, green, red between −1 and 1', () => {
  const { data, shape } = wholeTensor(picture(2, 1, (x) => (x === 0 ? [255, 0, 0] : [0, 0, 255])));
  expect(shape).toEqual([1, 3, 1, 2]);
  expect([...data]).toEqual([-1, 1, -1, -1, 1, -1]);
});

describe('a line', () => {
  it('is 48 pixels high and as long as it is', () => expect(lineTensor(picture(300, 60, () => [0, 0, 0]), { x: 150, y: 30, width: 200, height: 20, angle: 0 }).shape).toEqual([1, 3, LINE, 480]));
  it('is turned level: white above, black below stays so', () => {
    const angle = 0.3;
    const { data, shape } = lineTensor(picture(200, 200, (x, y) => ((y - 100) * Math.cos(angle) - (x - 100) * Math.sin(angle) < 0 ? [255, 255, 255] : [0, 0, 0])), { x: 100, y: 100, width: 120, height: 40, angle });
    const rows = Array.from({ length: LINE }, (_, r) => data.slice(r * shape[3], (r + 1) * shape[3]));
    expect(rows.slice(0, 22).every((row) => row.every((v) => v > 0.9))).toBe(true);
    expect(rows.slice(26).every((row) => row.every((v) => v < -0.9))).toBe(true);
  });
  it('may hang over the edge', () => expect(lineTensor(picture(20, 20, () => [9, 9, 9]), { x: 0, y: 0, width: 30, height: 10, angle: 0 }).data.every(Number.isFinite)).toBe(true));
  it.each([[100_000, 10, 2400], [1, 100, LINE]])('of %d × %d is cut to what the network takes', (width, height, wide) => expect(lineTensor(picture(20, 20, () => [0, 0, 0]), { x: 10, y: 10, width, height, angle: 0 }).shape[3]).toBe(wide));
});

describe('the answer of the reading network', () => {
  const steps = (...best: number[]): Float32Array => Float32Array.from(best.flatMap((b) => [0, 1, 2, 3].map((k) => (k === b ? 0.8 : 0.05))));
  it.each([
    ['repeats are one sign', [1, 1, 2], '甲乙'], ['a gap makes two of them', [1, 0, 1], '甲甲'], ['nothing is nothing', [0, 0], ''], ['a sign after the letters is a blank', [1, 3, 2], '甲 乙'],
  ])('%s', (_, best, text) => expect(textOf(steps(...best), 4, ['甲', '乙'])).toMatchObject({ text }));
  it('says how sure it is', () => expect(textOf(steps(1, 0, 2), 4, ['甲', '乙']).sure).toBeCloseTo(0.8));
  it('is not sure of nothing', () => expect(textOf(steps(0), 4, ['甲']).sure).toBe(0));
});
