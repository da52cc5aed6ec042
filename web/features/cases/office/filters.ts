import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

export const NAMES = ['q', 'state', 'desk', 'violation', 'squad', 'first', 'last', 'late'] as const;
export type FilterName = (typeof NAMES)[number];
export type Filters = Readonly<Partial<Record<FilterName, string>>>;

export const readFilters = (search: URLSearchParams): Filters => Object.fromEntries(NAMES.flatMap((name) => { const value = search.get(name); return value === null || value === '' ? [] : [[name, value]]; }));
export function writeFilters(old: URLSearchParams, filters: Filters): URLSearchParams {
  const next = new URLSearchParams(old); // lang, demo and what else stands there stays
  for (const name of NAMES) { const value = filters[name] ?? ''; if (value === '') next.delete(name); else next.set(name, value); }
  return next;
}

/** Filters live in the address, so that every list can be shared as a link. */
export function useFilters(): { filters: Filters; set: (name: FilterName, value: string) => void; clear: () => void } {
  const [search, setSearch] = useSearchParams();
  const filters = useMemo(() => readFilters(search), [search]);
  const set = useCallback((name: FilterName, value: string): void => setSearch((old) => writeFilters(old, { ...readFilters(old), [name]: value }), { replace: true }), [setSearch]);
  const clear = useCallback((): void => setSearch((old) => writeFilters(old, {}), { replace: true }), [setSearch]);
  return { filters, set, clear };
}

type Cell = string | number | null;
/** One sheet as CSV that Excel opens rightly; a cell that would be a formula there is made text. */
export function csv(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cell = (value: Cell): string => {
    const text = String(value ?? '');
    return `"${(/^[=+\-@\t\r]/.test(text) && typeof value === 'string' ? `'${text}` : text).replaceAll('"', '""')}"`;
  };
  return `\uFEFF${[head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}
