import type { Box } from './boxes';

// Pixels to what the networks take (blue, green, red; −1 … 1; channel by channel), and what they answer to text.

export type Picture = { width: number; height: number; data: Uint8ClampedArray };
export type Tensor = { data: Float32Array; shape: readonly [number, number, number, number] };

const STEP = 32; // the finding network halves its picture five times
export const LINE = 48; // pixels that the reading network wants a line to be high
const WIDEST = 2400;

const scaled = (byte: number): number => byte / 127.5 - 1;

/** The size at which text is looked for: the shorter side at least `least`, the longer at most `most`, both multiples of 32. */
export function sizeFor(width: number, height: number, least = 736, most = 1280): { width: number; height: number } {
  const up = Math.max(1, least / Math.min(width, height));
  const factor = Math.min(up, most / Math.max(width, height));
  const step = (n: number): number => Math.max(STEP, Math.round((n * factor) / STEP) * STEP);
  return { width: step(width), height: step(height) };
}

export function wholeTensor({ width, height, data }: Picture): Tensor {
  const out = new Float32Array(3 * width * height);
  for (let at = 0; at < width * height; at += 1) for (let c = 0; c < 3; c += 1) out[c * width * height + at] = scaled(data[4 * at + 2 - c] ?? 0);
  return { data: out, shape: [1, 3, height, width] };
}

/** One line of text, turned level and 48 pixels high: read from the picture between its pixels. */
export function lineTensor(picture: Picture, box: Omit<Box, 'score'>): Tensor {
  const width = Math.max(LINE, Math.min(WIDEST, Math.round((box.width / Math.max(1, box.height)) * LINE)));
  const out = new Float32Array(3 * LINE * width);
  const [cos, sin] = [Math.cos(box.angle), Math.sin(box.angle)];
  for (let row = 0; row < LINE; row += 1) for (let column = 0; column < width; column += 1) {
    const u = ((column + 0.5) / width - 0.5) * box.width;
    const v = ((row + 0.5) / LINE - 0.5) * box.height;
    const [x, y] = [box.x + u * cos - v * sin, box.y + u * sin + v * cos];
    for (let c = 0; c < 3; c += 1) out[(c * LINE + row) * width + column] = scaled(between(picture, x - 0.5, y - 0.5, 2 - c));
  }
  return { data: out, shape: [1, 3, LINE, width] };
}

function between({ width, height, data }: Picture, x: number, y: number, channel: number): number {
  const [cx, cy] = [Math.min(width - 1, Math.max(0, x)), Math.min(height - 1, Math.max(0, y))];
  const [x0, y0] = [Math.floor(cx), Math.floor(cy)];
  const [x1, y1] = [Math.min(width - 1, x0 + 1), Math.min(height - 1, y0 + 1)];
  const at = (px: number, py: number): number => data[4 * (py * width + px) + channel] ?? 0;
  const [fx, fy] = [cx - x0, cy - y0];
  return (at(x0, y0) * (1 - fx) + at(x1, y0) * fx) * (1 - fy) + (at(x0, y1) * (1 - fx) + at(x1, y1) * fx) * fy;
}

/** The likeliest sign of each step; a repeat is one sign, and sign 0 stands between two (CTC). `sure`: the mean likelihood of what was kept. */
export function textOf(steps: ArrayLike<number>, classes: number, letters: readonly string[]): { text: string; sure: number } {
  let text = '';
  let last = 0;
  let sum = 0;
  let kept = 0;
  for (let at = 0; at + classes <= steps.length; at += classes) {
    let best = 0;
    for (let k = 1; k < classes; k += 1) if ((steps[at + k] ?? 0) > (steps[at + best] ?? 0)) best = k;
    if (best !== 0 && best !== last) {
      text += letters[best - 1] ?? ' ';
      sum += steps[at + best] ?? 0;
      kept += 1;
    }
    last = best;
  }
  return { text, sure: kept === 0 ? 0 : sum / kept };
}
