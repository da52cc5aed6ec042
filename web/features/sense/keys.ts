/** What a key means at the review desk. Letters do nothing while somebody types. */
export type ReviewKey = { kind: 'yes' } | { kind: 'no' } | { kind: 'back' } | { kind: 'move'; by: 1 | -1 } | { kind: 'reason'; index: number };

export function reviewKey(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>, typing: boolean, asking: boolean): ReviewKey | null {
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (asking && /^[1-9]$/.test(key)) return { kind: 'reason', index: Number(key) - 1 };
  if (asking && (key === 'escape' || key === 'n')) return { kind: 'back' };
  if (key === 'y') return { kind: 'yes' };
  if (key === 'n') return { kind: 'no' };
  if (key === 'j' || key === 'arrowdown') return { kind: 'move', by: 1 };
  if (key === 'k' || key === 'arrowup') return { kind: 'move', by: -1 };
  return null;
}

/** What a reviewer did since he opened the desk. Breaks of more than a minute are no reviewing. */
export type Tally = { yes: number; no: number; seconds: number; last: number };
export const START: Tally = { yes: 0, no: 0, seconds: 0, last: 0 };
const BREAK_S = 60;

export function counted(tally: Tally, right: boolean, now: number): Tally {
  const took = tally.last === 0 ? 0 : (now - tally.last) / 1000;
  return { yes: tally.yes + (right ? 1 : 0), no: tally.no + (right ? 0 : 1), seconds: tally.seconds + (took <= BREAK_S ? took : 0), last: now };
}

/** Seconds per review, one decimal; empty before the second one. */
export function pace(tally: Tally): string {
  const n = tally.yes + tally.no - 1;
  return n > 0 ? (tally.seconds / n).toFixed(1) : '–';
}
