import type { MatterRef, Point, Waiting } from '@shared/api';

/** What an acceptor has chosen for the report in front of him. */
export type Draft = { matter: MatterRef | null; point: Point | null; placeText: string };

/** A draft begins with what the report already has; a guess is offered, never taken by itself. */
export function draftOf(report: Waiting): Draft {
  return { matter: report.matter, point: report.lng === null || report.lat === null || report.missing.includes('place') ? null : { lng: report.lng, lat: report.lat }, placeText: report.area_name };
}

export const lacking = (draft: Draft): ('matter' | 'place')[] => [...(draft.matter === null ? ['matter' as const] : []), ...(draft.point === null ? ['place' as const] : [])];

/** A report in one line of the queue: its words, else what was spoken, else what its sender calls it, else where. */
export function lineOf(r: Pick<Waiting, 'text' | 'notes' | 'category' | 'address' | 'receipt'>, spoken: (seconds: number, words: string) => string): string {
  const [note] = r.notes;
  return r.text || (note === undefined ? '' : spoken(note.seconds, note.words)) || r.category || r.address || r.receipt;
}

export type KeyAction = { kind: 'move'; by: 1 | -1 } | { kind: 'candidate'; index: number } | { kind: 'matter' | 'place' | 'complete' | 'reject' };

/** Which key does what. Plain letters do nothing while somebody types in a field; Ctrl+Enter works everywhere. */
export function keyAction(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>, typing: boolean): KeyAction | null {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) return { kind: 'complete' };
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (key === 'j' || key === 'arrowdown') return { kind: 'move', by: 1 };
  if (key === 'k' || key === 'arrowup') return { kind: 'move', by: -1 };
  if (/^[1-3]$/.test(key)) return { kind: 'candidate', index: Number(key) - 1 };
  if (key === 'm') return { kind: 'matter' };
  if (key === 'l') return { kind: 'place' };
  if (key === 'r') return { kind: 'reject' };
  return null;
}
