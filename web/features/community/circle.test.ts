import { expect, test } from 'vitest';
import { circle } from './circle';
import { inChina } from './time';

test('a ring is closed and as far from its middle as the radius says, in both directions', () => {
  const ring = circle({ lng: 117, lat: 32 }, 100);
  expect(ring[0]).toEqual(ring.at(-1));
  const metres = ring.map(([x, y]) => Math.hypot((x - 117) * 111_320 * Math.cos((32 * Math.PI) / 180), (y - 32) * 111_320));
  for (const m of metres) expect(m).toBeCloseTo(100, 3);
});

test('a form’s time is meant in China, whatever zone the browser is in', () => {
  expect(new Date(inChina('2026-09-16T10:00')).toISOString()).toBe('2026-09-16T02:00:00.000Z');
  expect(inChina('')).toBe('');
});
