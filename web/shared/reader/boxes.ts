// Where the text stands: from the finding network's map of likelihoods to turned rectangles, as DB (differentiable binarisation) does it,
// without OpenCV.

export type Point = readonly [x: number, y: number];
/** A turned rectangle: its middle, its long side along `angle` (radians, within ±45° of its reading direction), its two sides. */
export type Box = { x: number; y: number; width: number; height: number; angle: number; score: number };
/** One channel, row by row. */
export type Chart = { width: number; height: number; values: ArrayLike<number> };

const TEXT = 0.3; // a pixel more likely than this is of a text
const SURE = 0.5; // a region less likely than this on average is none
const LEAST = 3; // pixels
const GROW = 1.6; // the network draws the kernel of a line; the line itself is this much larger

/** The regions of a chart that are text, each as the smallest turned rectangle around it, grown to the whole line. */
export function boxesOf(chart: Chart): Box[] {
  return regions(chart).flatMap(({ points, score }) => {
    if (score < SURE) return [];
    const kernel = smallestBox(hull(points));
    if (Math.min(kernel.width, kernel.height) < LEAST) return [];
    const more = 2 * (kernel.width * kernel.height * GROW) / (2 * (kernel.width + kernel.height));
    return [{ ...kernel, width: kernel.width + more, height: kernel.height + more, score }];
  });
}

type Region = { points: Point[]; score: number };

/** Connected pixels of text, corner to corner too; of each row of a region only its ends, which is all that its hull needs. */
function regions({ width, height, values }: Chart): Region[] {
  const seen = new Uint8Array(width * height);
  const found: Region[] = [];
  const stack: number[] = [];
  for (let start = 0; start < seen.length; start += 1) {
    if (seen[start] === 1 || (values[start] ?? 0) <= TEXT) continue;
    const ends = new Map<number, [number, number]>();
    let sum = 0;
    let count = 0;
    seen[start] = 1;
    stack.push(start);
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const x = at % width;
      const y = (at - x) / width;
      sum += values[at] ?? 0;
      count += 1;
      const row = ends.get(y);
      if (row === undefined) ends.set(y, [x, x]);
      else { row[0] = Math.min(row[0], x); row[1] = Math.max(row[1], x); }
      for (let dy = -1; dy <= 1; dy += 1) for (let dx = -1; dx <= 1; dx += 1) {
        const [nx, ny] = [x + dx, y + dy];
        const next = ny * width + nx;
        if (nx < 0 || ny < 0 || nx >= width || ny >= height || seen[next] === 1 || (values[next] ?? 0) <= TEXT) continue;
        seen[next] = 1;
        stack.push(next);
      }
    }
    found.push({ score: sum / count, points: [...ends].flatMap(([y, [from, to]]): Point[] => [[from, y], [to + 1, y], [from, y + 1], [to + 1, y + 1]]) });
  }
  return found;
}

const cross = (o: Point, a: Point, b: Point): number => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);

/** The convex hull, by Andrew's monotone chain. */
export function hull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (all: readonly Point[]): Point[] => {
    const out: Point[] = [];
    for (const p of all) {
      while (out.length >= 2 && cross(out.at(-2) as Point, out.at(-1) as Point, p) <= 0) out.pop();
      out.push(p);
    }
    return out.slice(0, -1);
  };
  return sorted.length < 3 ? sorted : [...half(sorted), ...half(sorted.toReversed())];
}

/** The smallest rectangle around a convex polygon: one of its sides lies on one of the polygon's. */
export function smallestBox(polygon: readonly Point[]): Omit<Box, 'score'> {
  let best: Omit<Box, 'score'> | null = null;
  polygon.forEach(([x, y], i) => {
    const [nx, ny] = polygon[(i + 1) % polygon.length] as Point;
    const box = alongAngle(polygon, Math.atan2(ny - y, nx - x));
    if (best === null || box.width * box.height < best.width * best.height) best = box;
  });
  return upright(best ?? { x: 0, y: 0, width: 0, height: 0, angle: 0 });
}

function alongAngle(polygon: readonly Point[], angle: number): Omit<Box, 'score'> {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const us = polygon.map(([x, y]) => x * cos + y * sin);
  const vs = polygon.map(([x, y]) => y * cos - x * sin);
  const [u0, u1, v0, v1] = [Math.min(...us), Math.max(...us), Math.min(...vs), Math.max(...vs)];
  const [u, v] = [(u0 + u1) / 2, (v0 + v1) / 2];
  return { x: u * cos - v * sin, y: u * sin + v * cos, width: u1 - u0, height: v1 - v0, angle };
}

/** The same rectangle, its `width` lying within 45° of the horizontal. */
function upright(box: Omit<Box, 'score'>): Omit<Box, 'score'> {
  let { angle, width, height } = box;
  while (angle > Math.PI / 4) { angle -= Math.PI / 2; [width, height] = [height, width]; }
  while (angle <= -Math.PI / 4) { angle += Math.PI / 2; [width, height] = [height, width]; }
  return { ...box, angle, width, height };
}

/** Does the picture lie on its side? Lines of text are wider than high. */
export const liesOnSide = (boxes: readonly Pick<Box, 'width' | 'height'>[]): boolean =>
  boxes.filter((b) => b.height > 1.5 * b.width).length > boxes.filter((b) => b.width > 1.5 * b.height).length;
