import { BASE } from 'virtual:reader';
import type * as Ort from 'onnxruntime-web';
import { type Box, boxesOf, liesOnSide } from './boxes';
import { type Picture, type Tensor, lineTensor, sizeFor, textOf, wholeTensor } from './tensors';

// Text of a photo, on the phone: two networks of PP-OCR (one finds lines, one reads them) run by onnxruntime's WebAssembly in this
// worker. The picture goes nowhere else.

type Ask = { id: number; photo: Blob; turned: number };
/** A line and where it stands, in pixels of the picture as it was turned. */
export type Line = { text: string; sure: number; x: number; y: number; width: number; height: number; angle: number };
export type Read = { id: number; lines?: Line[]; onSide?: boolean; ms: number; loadMs: number; broken?: string };

const SURE = 0.5;
const LARGEST = 2000; // a photo of 12 megapixels tells no more of a card than one of 3

async function file(name: string): Promise<ArrayBuffer> {
  const answer = await fetch(BASE + name);
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.arrayBuffer();
}

type Networks = { ort: typeof Ort; find: Ort.InferenceSession; read: Ort.InferenceSession; letters: string[]; ms: number };

async function start(): Promise<Networks> {
  const began = performance.now();
  const ort = (await import(/* @vite-ignore */ `${BASE}ort.mjs`)) as typeof Ort;
  ort.env.wasm.numThreads = 1; // more would need a page that is isolated from every other
  ort.env.wasm.wasmPaths = { wasm: `${BASE}ort.wasm` };
  const [find, read, letters] = await Promise.all([file('find.onnx'), file('read.onnx'), file('letters.txt')]);
  return {
    ort, find: await ort.InferenceSession.create(new Uint8Array(find)), read: await ort.InferenceSession.create(new Uint8Array(read)),
    letters: [...new TextDecoder().decode(letters).split('\n'), ' '], ms: performance.now() - began,
  };
}

let ready: Promise<Networks> | null = null;

/** The photo upright as its camera says (EXIF), then turned by so many quarters. */
async function picture(photo: Blob, turned: number): Promise<OffscreenCanvas> {
  const image = await createImageBitmap(photo, { imageOrientation: 'from-image' });
  const factor = Math.min(1, LARGEST / Math.max(image.width, image.height));
  const [width, height] = [Math.round(image.width * factor), Math.round(image.height * factor)];
  const canvas = turned % 2 === 0 ? new OffscreenCanvas(width, height) : new OffscreenCanvas(height, width);
  const pen = canvas.getContext('2d', { willReadFrequently: true }) as OffscreenCanvasRenderingContext2D;
  pen.translate(canvas.width / 2, canvas.height / 2);
  pen.rotate((turned * Math.PI) / 2);
  pen.drawImage(image, -width / 2, -height / 2, width, height);
  image.close();
  return canvas;
}

const pixels = (canvas: OffscreenCanvas): Picture => (canvas.getContext('2d') as OffscreenCanvasRenderingContext2D).getImageData(0, 0, canvas.width, canvas.height);

function resized(canvas: OffscreenCanvas, { width, height }: { width: number; height: number }): Picture {
  const small = new OffscreenCanvas(width, height);
  (small.getContext('2d', { willReadFrequently: true }) as OffscreenCanvasRenderingContext2D).drawImage(canvas, 0, 0, width, height);
  return pixels(small);
}

async function run({ ort }: Networks, network: Ort.InferenceSession, { data, shape }: Tensor): Promise<Ort.Tensor> {
  const answers = await network.run({ [network.inputNames[0] ?? '']: new ort.Tensor('float32', data, shape) });
  return answers[network.outputNames[0] ?? ''] as Ort.Tensor;
}

async function linesOf(networks: Networks, photo: Blob, turned: number): Promise<{ lines: Line[]; onSide: boolean }> {
  const canvas = await picture(photo, turned);
  const size = sizeFor(canvas.width, canvas.height);
  const found = await run(networks, networks.find, wholeTensor(resized(canvas, size)));
  const [sx, sy] = [canvas.width / size.width, canvas.height / size.height];
  const boxes = boxesOf({ ...size, values: found.data as Float32Array }).map((b): Box => ({ ...b, x: b.x * sx, y: b.y * sy, width: b.width * sx, height: b.height * sy }));
  if (liesOnSide(boxes)) return { lines: [], onSide: true };
  const whole = pixels(canvas);
  const lines: Line[] = [];
  for (const box of boxes) {
    const told = await run(networks, networks.read, lineTensor(whole, box));
    const { text, sure } = textOf(told.data as Float32Array, told.dims.at(-1) ?? 1, networks.letters);
    if (text.trim() !== '' && sure >= SURE) lines.push({ ...box, text: text.trim(), sure });
  }
  return { lines, onSide: false };
}

onmessage = async ({ data: { id, photo, turned } }: MessageEvent<Ask>) => {
  try {
    ready ??= start();
    const networks = await ready;
    const from = performance.now();
    const { lines, onSide } = await linesOf(networks, photo, turned);
    postMessage({ id, lines, onSide, ms: performance.now() - from, loadMs: networks.ms } satisfies Read);
  } catch (error) {
    ready = null; // the next try loads again: perhaps there is a network then
    postMessage({ id, ms: 0, loadMs: 0, broken: String(error) } satisfies Read);
  }
};
