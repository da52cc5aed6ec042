import type { Strokes } from '@shared/api';

// A trace on glass as the server reads it (flow/papers/handwriting.py): strokes of [x, y, ms], whole numbers, a glass some 1,000 wide.

export const GLASS = 1_000;
export const LEAST_DOTS = 8;
export const LEAST_EXTENT = 60;
const MOST_MS = 600_000;
const MOST_DOTS = 6_000;

type Box = { left: number; top: number; width: number };

/** A point of the screen on the glass. */
export function dot(x: number, y: number, ms: number, box: Box): [number, number, number] {
  const scale = GLASS / Math.max(1, box.width);
  const clamp = (n: number): number => Math.min(10_000, Math.max(0, Math.round(n)));
  return [clamp((x - box.left) * scale), clamp((y - box.top) * scale), Math.min(MOST_MS, Math.max(0, Math.round(ms)))];
}

/** One more point; a point that says nothing new is left out, and a trace never outgrows what the server takes. */
export function withDot(strokes: Strokes, next: [number, number, number], starts: boolean): Strokes {
  if (strokes.reduce((n, s) => n + s.length, 0) >= MOST_DOTS) return strokes;
  if (starts) return [...strokes, [next]];
  const last = strokes.at(-1);
  const before = last?.at(-1);
  if (last === undefined || before === undefined || (before[0] === next[0] && before[1] === next[1])) return strokes;
  return [...strokes.slice(0, -1), [...last, next]];
}

/** Long enough to be a name? The server asks the same. */
export function isSignature(strokes: Strokes): boolean {
  const dots = strokes.flat();
  if (dots.length < LEAST_DOTS) return false;
  const extent = (n: 0 | 1): number => Math.max(...dots.map((d) => d[n])) - Math.min(...dots.map((d) => d[n]));
  return Math.max(extent(0), extent(1)) >= LEAST_EXTENT;
}

export const asPath = (strokes: Strokes): string => strokes.map((s) => `M${s.map(([x, y]) => `${x} ${y}`).join('L')}${s.length === 1 ? 'l1 1' : ''}`).join('');
