import type { CaseDeadline } from '@shared/api';

export type Light = 'green' | 'yellow' | 'red' | 'grey';
const DAY_MS = 86_400_000;
const SOON_DAYS = 3;

/** The city's day, whatever zone the reader is in. */
export const dayIn = (at: Date): string => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
export const addDays = (day: string, n: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + n * DAY_MS).toISOString().slice(0, 10);
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);

/** A term ends at the midnight after its last day: the day before that moment. */
export const lastDay = (dueAt: string | null): string | null => (dueAt === null ? null : dayIn(new Date(Date.parse(dueAt) - 1)));

/** Amber when three days or fewer are left, red once the day is past. */
export const lightOf = (daysLeft: number | null): Light => (daysLeft === null ? 'grey' : daysLeft < 0 ? 'red' : daysLeft <= SOON_DAYS ? 'yellow' : 'green');

export const leftOf = (d: Pick<CaseDeadline, 'operational'>, today: string): number => daysBetween(today, d.operational);
export const soonestFirst = (list: readonly CaseDeadline[]): CaseDeadline[] => [...list].sort((a, b) => a.operational.localeCompare(b.operational) || a.name.localeCompare(b.name));

/** What a derivation says of single days (law/derivation.py): where it began, which days count, which of them are make-up days. */
export type Count = { start: string; counted: ReadonlySet<string>; makeUp: ReadonlySet<string>; rest: ReadonlySet<string> };

/** "自2026年4月30日起 5 个工作日（当日不计）：5月6日、7日、8日、9日（调休上班）、11日" → days. Null when single days are not named. */
export function countOf(d: Pick<CaseDeadline, 'zh'>): Count | null {
  const head = /^自(\d{4})年(\d{1,2})月(\d{1,2})日起 \d+ 个工作日（当日不计）：([^；，。]+)/.exec(d.zh);
  if (head === null) return null;
  const start = iso(Number(head[1]), Number(head[2]), Number(head[3]));
  const days = named(head[4] ?? '', Number(head[1]), Number(head[2]));
  const last = days.at(-1);
  if (last === undefined) return null;
  const counted = new Set(days.map((x) => x.day));
  const rest = new Set<string>();
  for (let day = addDays(start, 1); day < last.day; day = addDays(day, 1)) if (!counted.has(day)) rest.add(day); // working days all count: what is passed over is a rest day
  return { start, counted, makeUp: new Set(days.filter((x) => x.makeUp).map((x) => x.day)), rest };
}

const iso = (year: number, month: number, day: number): string => `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;

function named(text: string, year: number, startMonth: number): { day: string; makeUp: boolean }[] {
  const out: { day: string; makeUp: boolean }[] = [];
  let [y, month] = [year, startMonth];
  for (const part of text.split('、')) {
    const found = /^(?:(\d{1,2})月)?(\d{1,2})日(（调休上班）)?$/.exec(part.trim());
    if (found === null) return [];
    const next = Number(found[1] ?? month);
    if (next < month) y += 1; // December leads into January
    month = next;
    out.push({ day: iso(y, month, Number(found[2])), makeUp: found[3] !== undefined });
  }
  return out;
}

export type Cell = { day: string; inMonth: boolean; is: 'rest' | 'makeUp' | 'counted' | 'weekend' | ''; due: CaseDeadline[] };

/** One month from Monday on, with what the derivations say of its days. Weekends of which nothing is said are only shaded. */
export function month(of: string, deadlines: readonly CaseDeadline[]): Cell[] {
  const first = `${of.slice(0, 7)}-01`;
  const weekday = (day: string): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  const start = addDays(first, -weekday(first));
  const counts = deadlines.map(countOf).filter((c): c is Count => c !== null);
  const any = (pick: (c: Count) => ReadonlySet<string>, day: string): boolean => counts.some((c) => pick(c).has(day));
  const next = addDays(first, 31).slice(0, 7);
  const weeks = Math.ceil(daysBetween(start, `${next}-01`) / 7);
  return Array.from({ length: weeks * 7 }, (_, n) => {
    const day = addDays(start, n);
    const is = any((c) => c.makeUp, day) ? 'makeUp' : any((c) => c.counted, day) ? 'counted' : any((c) => c.rest, day) ? 'rest' : weekday(day) >= 5 ? 'weekend' : '';
    return { day, inMonth: day.startsWith(of.slice(0, 7)), is, due: deadlines.filter((d) => d.operational === day) };
  });
}
