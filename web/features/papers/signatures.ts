import type { Signature, Strokes } from '@shared/api';
import { isSignature } from './strokes';

export type How = 'glass' | 'hand' | 'refused';
/** One place for a signature: whose, in which role, and how it is given. */
export type Slot = { role: string; name: string; certificate: string; how: How; strokes: Strokes; refused: string };
export type Person = { name: string; certificate: string };

export const mayRefuse = (role: string): boolean => role !== 'officer'; // the server refuses an officer's refusal

/** One slot for each signature that the kind asks for; officers fill theirs in their order. */
export function slotsFor(sign: readonly string[], people: Readonly<Record<string, readonly Person[]>>): Slot[] {
  const used: Record<string, number> = {};
  return sign.map((role) => {
    const n = used[role] ?? 0;
    used[role] = n + 1;
    const person = people[role]?.[n];
    return { role, name: person?.name ?? '', certificate: person?.certificate ?? '', how: 'hand', strokes: [], refused: '' };
  });
}

export const isDone = (slot: Slot): boolean => (slot.how === 'hand' ? true : slot.name.trim() !== '' && (slot.how === 'glass' ? isSignature(slot.strokes) : slot.refused.trim() !== ''));

/** What is sent: the traces and refusals, and the roles that sign on the printed paper. */
export function given(slots: readonly Slot[]): { signatures: Signature[]; by_hand: string[] } {
  const who = (s: Slot): Pick<Signature, 'role' | 'name' | 'certificate'> => ({ role: s.role, name: s.name.trim(), certificate: s.certificate.trim() });
  return {
    signatures: slots.filter((s) => s.how !== 'hand').map((s) => (s.how === 'glass' ? { ...who(s), strokes: s.strokes } : { ...who(s), refused: s.refused.trim() })),
    by_hand: [...new Set(slots.filter((s) => s.how === 'hand').map((s) => s.role))],
  };
}
