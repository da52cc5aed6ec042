import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { CARD } from './hand';

// Our own drawing of an identity card's front, so that nobody's is needed: invented person, invented region, "specimen" across it. Drawn by
// the browser with the fonts that `make setup` installs.

const FONTS = '../.tools/fonts';
export type Look = { tilt?: number; scale?: number; quarters?: number; noise?: number; change?: Partial<Record<keyof typeof CARD, unknown>> };

/** A photo of the card on a table: JPEG bytes. `tilt` in degrees, `scale` 1: the card is 1,000 pixels wide. */
export async function cardPhoto(page: Page, { tilt = 0, scale = 1, quarters = 0, noise = 0, change = {} }: Look = {}): Promise<Buffer> {
  const font = readFileSync(`${FONTS}/FandolHei-Regular.otf`).toString('base64');
  const url = await page.evaluate(async ({ card, font: data, tilt: degrees, scale: s, quarters: q, noise: n }) => {
    const face = new FontFace('card', Uint8Array.from(atob(data), (c) => c.charCodeAt(0)));
    document.fonts.add(await face.load());
    const front = new OffscreenCanvas(1000, 630);
    const pen = front.getContext('2d') as OffscreenCanvasRenderingContext2D;
    const shade = pen.createLinearGradient(0, 0, 1000, 630);
    for (const [at, colour] of [[0, '#dcebf3'], [0.5, '#f4f6ee'], [1, '#d5e4ea']] as const) shade.addColorStop(at, colour);
    pen.fillStyle = shade;
    pen.fillRect(0, 0, 1000, 630);
    pen.strokeStyle = 'rgba(90, 150, 170, .22)'; // the net of fine lines
    for (let i = 0; i < 40; i += 1) { pen.beginPath(); for (let x = 0; x <= 1000; x += 10) pen.lineTo(x, 16 * i + 8 * Math.sin(x / 37 + i)); pen.stroke(); }
    pen.fillStyle = '#aebdc4';
    pen.beginPath(); pen.arc(805, 210, 80, 0, 7); pen.ellipse(805, 400, 125, 110, 0, 0, 7); pen.fill(); // no face
    const write = (text: string, x: number, y: number, size: number, colour: string): void => { pen.font = `${size}px card`; pen.fillStyle = colour; pen.fillText(text, x, y); };
    const [label, ink] = ['#2f6f9e', '#1c1c1c'];
    for (const [text, x, y] of [['姓 名', 60, 100], ['性 别', 60, 178], ['民 族', 270, 178], ['出 生', 60, 256], ['年', 330, 256], ['月', 440, 256], ['日', 550, 256], ['住 址', 60, 344], ['公民身份号码', 60, 560]] as const) write(text, x, y, 32, label);
    write(card.name, 175, 102, 42, ink);
    write(card.sex, 175, 180, 36, ink);
    write(card.nation, 385, 180, 36, ink);
    write(String(card.born[0]), 180, 258, 36, ink);
    write(String(card.born[1]), 395, 258, 36, ink);
    write(String(card.born[2]), 505, 258, 36, ink);
    card.address.forEach((line, i) => write(line, 175, 346 + 50 * i, 36, ink));
    pen.letterSpacing = '4px';
    write(card.id, 330, 562, 44, ink);
    pen.letterSpacing = '0px';
    write('样张 非证件', 690, 60, 26, 'rgba(190, 60, 60, .8)');
    const [w, h] = [Math.round(1400 * s), Math.round(1000 * s)];
    const table = q % 2 === 0 ? new OffscreenCanvas(w, h) : new OffscreenCanvas(h, w);
    const eye = table.getContext('2d') as OffscreenCanvasRenderingContext2D;
    eye.fillStyle = '#5d5248';
    eye.fillRect(0, 0, table.width, table.height);
    eye.translate(table.width / 2, table.height / 2);
    eye.rotate((q * Math.PI) / 2 + (degrees * Math.PI) / 180);
    eye.scale(s, s);
    eye.drawImage(front, -500, -315);
    if (n > 0) {
      const seen = eye.getImageData(0, 0, table.width, table.height);
      let seed = 7;
      for (let i = 0; i < seen.data.length; i += 1) if (i % 4 !== 3) { seed = (seed * 1103515245 + 12345) % 2147483648; seen.data[i] = (seen.data[i] ?? 0) + ((seed / 2147483648) - 0.5) * n; }
      eye.putImageData(seen, 0, 0);
    }
    const blob = await table.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
    return new Promise<string>((resolve) => { const r = new FileReader(); r.onload = () => resolve(r.result as string); r.readAsDataURL(blob); });
  }, { card: { ...CARD, ...change } as unknown as { name: string; sex: string; nation: string; born: number[]; address: string[]; id: string }, font, tilt, scale, quarters, noise });
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}
