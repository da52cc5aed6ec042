import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';

const FONTS = '../.tools/fonts';

/** A photo of a wall with a bill on it: JPEG bytes, drawn by the browser with a font that `make setup` installs. */
export async function wallPhoto(page: Page, lines: readonly string[]): Promise<Buffer> {
  const font = readFileSync(`${FONTS}/FandolHei-Regular.otf`).toString('base64');
  const url = await page.evaluate(async ({ said, font: data }) => {
    const face = new FontFace('bill', Uint8Array.from(atob(data), (c) => c.charCodeAt(0)));
    document.fonts.add(await face.load());
    const wall = new OffscreenCanvas(1200, 800);
    const pen = wall.getContext('2d') as OffscreenCanvasRenderingContext2D;
    pen.fillStyle = '#9a9288';
    pen.fillRect(0, 0, 1200, 800);
    pen.fillStyle = '#f4f1e4';
    pen.fillRect(300, 180, 620, 110 * said.length + 60);
    pen.fillStyle = '#1c1c1c';
    pen.font = '64px bill';
    said.forEach((line, i) => pen.fillText(line, 340, 280 + 110 * i));
    const blob = await wall.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
    return new Promise<string>((resolve) => { const r = new FileReader(); r.onload = () => resolve(r.result as string); r.readAsDataURL(blob); });
  }, { said: lines, font });
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}
