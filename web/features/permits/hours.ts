import type { LawfulPlace } from '@shared/api';

type Hours = LawfulPlace['hours'][number];
const NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Days as ISO numbers 1…7, from digits like "67"; without days it is every day. */
export const daysOf = (days: Hours['days'] = '1234567'): number[] => [...days].map(Number);

const minutes = (clock: string): number => {
  const [h = 0, m = 0] = clock.split(':').map(Number);
  return h * 60 + m;
};

/** Is the place open on this ISO weekday at this minute? Hours past midnight belong to the day they began on. */
export function isOpen(hours: readonly Hours[], weekday: number, minute: number): boolean {
  const before = weekday === 1 ? 7 : weekday - 1;
  return hours.some((h) => {
    const [from, to] = [minutes(h.from), minutes(h.to)];
    const days = daysOf(h.days);
    if (from < to) return days.includes(weekday) && minute >= from && minute < to;
    return (days.includes(weekday) && minute >= from) || (days.includes(before) && minute < to);
  });
}

export function weekdayAndMinute(now: Date, zone = 'Asia/Shanghai'): { weekday: number; minute: number } {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hour12: false }).formatToParts(now);
  const part = (type: string): string => parts.find((p) => p.type === type)?.value ?? '';
  return { weekday: NAMES.indexOf(part('weekday').toLowerCase()) + 1, minute: (Number(part('hour')) % 24) * 60 + Number(part('minute')) };
}
