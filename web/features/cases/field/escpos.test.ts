import { describe, expect, it } from 'vitest';
import { type Raster, escpos, rasterOf } from './escpos';

/** What a printer makes of the bytes: every command in order, and the dots of all its bands. */
function printed(bytes: Uint8Array): { commands: string[]; width: number; rows: number[][] } {
  const commands: string[] = [];
  const rows: number[][] = [];
  let width = 0;
  let at = 0;
  const next = (): number => { const byte = bytes[at]; if (byte === undefined) throw new Error('the bytes end inside a command'); at += 1; return byte; };
  while (at < bytes.length) {
    const head = next() * 256 + next();
    if (head === 0x1b40) commands.push('reset');
    else if (head === 0x1b64) commands.push(`feed ${next()}`);
    else if (head === 0x1d56) { commands.push(`cut ${next()} ${next()}`); }
    else if (head === 0x1d76) {
      expect([next(), next()]).toEqual([0x30, 0]);
      width = 8 * (next() + 256 * next());
      const height = next() + 256 * next();
      commands.push(`raster ${width}x${height}`);
      for (let y = 0; y < height; y += 1) rows.push(Array.from({ length: width / 8 }, next).flatMap((b) => Array.from({ length: 8 }, (_, i) => (b >> (7 - i)) & 1)));
    } else throw new Error(`no command: ${head.toString(16)}`);
  }
  return { commands, width, rows };
}

const random = (width: number, height: number, seed = 7): Raster => {
  let x = seed;
  return { width, height, dots: Uint8Array.from({ length: width * height }, () => { x = (x * 1103515245 + 12345) % 2147483648; return x > 1073741824 ? 1 : 0; }) };
};

describe('ESC/POS', () => {
  it.each([[576, 1], [576, 128], [576, 129], [576, 260], [8, 3]])('%d × %d dots come back as they were', (width, height) => {
    const raster = random(width, height);
    const back = printed(escpos(raster));
    expect(back.width).toBe(width);
    expect(back.rows.map((r) => r.join('')).join('')).toBe(raster.dots.join(''));
  });
  it('fills a width that is no multiple of eight with white', () => {
    const back = printed(escpos({ width: 5, height: 2, dots: Uint8Array.from([1, 1, 1, 1, 1, 1, 0, 0, 0, 1]) }));
    expect(back.rows).toEqual([[1, 1, 1, 1, 1, 0, 0, 0], [1, 0, 0, 0, 1, 0, 0, 0]]);
  });
  it('resets, sends bands of at most 128 rows, feeds past the edge and cuts', () => expect(printed(escpos(random(576, 300))).commands).toEqual(['reset', 'raster 576x128', 'raster 576x128', 'raster 576x44', 'feed 5', 'cut 66 0']));
});

describe('black or white', () => {
  const pixel = (...rgba: number[]): number | undefined => rasterOf({ data: Uint8ClampedArray.from(rgba) as Uint8ClampedArray<ArrayBuffer>, width: 1, height: 1 }).dots[0];
  it.each([[[0, 0, 0, 255], 1], [[255, 255, 255, 255], 0], [[127, 127, 127, 255], 1], [[129, 129, 129, 255], 0], [[0, 0, 0, 0], 0], [[0, 0, 0, 100], 0], [[255, 0, 0, 255], 1], [[0, 255, 0, 255], 0]])('%o is %d', (rgba, dot) => expect(pixel(...rgba)).toBe(dot));
});
