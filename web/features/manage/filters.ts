import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

const NOT_FILTERS = new Set(['lang', 'large', 'demo']);
export type Filters = Readonly<Record<string, string>>;

/** Filters live in the address, so that every list can be shared as a link. */
export function useFilters(): { filters: Filters; set: (name: string, value: string) => void; clear: () => void } {
  const [search, setSearch] = useSearchParams();
  const filters = useMemo(() => Object.fromEntries([...search].filter(([name]) => !NOT_FILTERS.has(name))), [search]);
  const set = useCallback((name: string, value: string): void => setSearch((old) => {
    const next = new URLSearchParams(old);
    if (value === '') next.delete(name); else next.set(name, value);
    return next;
  }, { replace: true }), [setSearch]);
  const clear = useCallback((): void => setSearch({}, { replace: true }), [setSearch]);
  return { filters, set, clear };
}

/** Hand a downloaded file to the browser. */
export function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
