// ESC/POS, as 80 mm pocket printers speak it: one picture, band by band (GS v 0), so that Chinese needs no font in the printer.

export type Raster = { width: number; height: number; /** one byte per dot, 1 = black */ dots: Uint8Array };
const ESC = 0x1b;
const GS = 0x1d;
const BAND = 128; // rows per command: small printers have small buffers
const FEED = 5; // lines, until the slip is past the edge where it is torn off

/** Black where the picture is darker than half; a thermal head knows no grey. */
export function rasterOf({ data, width, height }: Pick<ImageData, 'data' | 'width' | 'height'>): Raster {
  const dots = new Uint8Array(width * height);
  for (let i = 0; i < dots.length; i += 1) {
    const [r = 255, g = 255, b = 255, a = 0] = data.subarray(4 * i, 4 * i + 4);
    const light = ((299 * r + 587 * g + 114 * b) / 1000) * (a / 255) + 255 * (1 - a / 255);
    dots[i] = light < 128 ? 1 : 0;
  }
  return { width, height, dots };
}

/** Reset, the picture, feed, cut (a printer without a knife leaves the cut out). */
export function escpos({ width, height, dots }: Raster): Uint8Array {
  const across = Math.ceil(width / 8);
  const out: number[] = [ESC, 0x40];
  for (let top = 0; top < height; top += BAND) {
    const rows = Math.min(BAND, height - top);
    out.push(GS, 0x76, 0x30, 0, across & 0xff, across >> 8, rows & 0xff, rows >> 8);
    for (let y = top; y < top + rows; y += 1) {
      for (let x = 0; x < across; x += 1) {
        let byte = 0;
        for (let bit = 0; bit < 8; bit += 1) if (8 * x + bit < width && dots[y * width + 8 * x + bit] === 1) byte |= 0x80 >> bit;
        out.push(byte);
      }
    }
  }
  out.push(ESC, 0x64, FEED, GS, 0x56, 0x42, 0);
  return Uint8Array.from(out);
}
