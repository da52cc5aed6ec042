// The little chart of similar fines: a dot for each case along the statute's range.

export type Scale = { x: (fen: number) => number; from: number; to: number };

const WIDE = 8; // a range of more than eightfold is drawn in steps of equal ratio, or all fines would crowd at its low end

/** From the statute's least to its most; a fine outside (mitigated, another stage) stretches the line instead of vanishing. */
export function scale(range: readonly [number, number] | null, amounts: readonly number[], left: number, right: number): Scale {
  const ends = [...(range ?? []), ...amounts];
  const from = ends.length === 0 ? 0 : Math.min(...ends);
  const to = ends.length === 0 ? 1 : Math.max(...ends);
  const along = from > 0 && to / from > WIDE ? Math.log : (fen: number): number => fen;
  const span = along(to) - along(from);
  return { from, to, x: (fen) => (span === 0 ? (left + right) / 2 : left + ((along(fen) - along(from)) / span) * (right - left)) };
}

export type Dot<T> = { item: T; x: number; level: number };

/** Dots that would lie on each other are stacked. */
export function stacked<T>(items: readonly { item: T; x: number }[], width: number): Dot<T>[] {
  const placed: Dot<T>[] = [];
  for (const { item, x } of [...items].sort((a, b) => a.x - b.x)) {
    const taken = new Set(placed.filter((p) => Math.abs(p.x - x) < width).map((p) => p.level));
    let level = 0;
    while (taken.has(level)) level += 1;
    placed.push({ item, x, level });
  }
  return placed;
}
