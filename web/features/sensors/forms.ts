import type { SensorLimit } from '@shared/api';

/** One part of the day as the form holds it; numbers as they are typed. */
export type Part = { on: string; off: string; from: string; to: string; below: boolean; confirm: string; minutes: string; rate: string };

export const partOf = (x: SensorLimit): Part => ({
  on: String(x.on), off: String(x.off), from: String(x.from), to: String(x.to), below: !x.above, confirm: String(x.confirm), minutes: String(Math.round(x.hold_s / 60)), rate: String(x.rate),
});
export const EMPTY: Part = { on: '', off: '', from: '0', to: '0', below: false, confirm: '2', minutes: '0', rate: '0' };

const number = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));
const whole = (text: string): number => Math.round(number(text));

/** What is sent; null while something is no number: the server would only say the same. */
export function sentPart(p: Part): { on: number; off: number; from_hour: number; to_hour: number; above: boolean; confirm: number; hold_s: number; rate: number } | null {
  const out = { on: number(p.on), off: number(p.off), from_hour: whole(p.from), to_hour: whole(p.to), above: !p.below, confirm: whole(p.confirm), hold_s: Math.round(number(p.minutes) * 60), rate: number(p.rate) };
  return Object.values(out).some((v) => typeof v === 'number' && !Number.isFinite(v)) ? null : out;
}
