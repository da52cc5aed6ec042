import type { Query } from '@shared/api';

export const FILTERS = ['q', 'state', 'lamp', 'class', 'matter', 'area', 'source', 'unit', 'crew', 'from', 'to'] as const;
export type FilterName = (typeof FILTERS)[number];
export type Filters = Partial<Record<FilterName, string>>;

/** Filters live in the address, so that a list can be shared as a link. */
export function readFilters(search: URLSearchParams): Filters {
  const out: Filters = {};
  for (const name of FILTERS) {
    const value = search.get(name);
    if (value !== null && value !== '') out[name] = value;
  }
  return out;
}

export function writeFilters(search: URLSearchParams, filters: Filters): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const name of FILTERS) {
    const value = filters[name];
    if (value === undefined || value === '') next.delete(name);
    else next.set(name, value);
  }
  return next;
}

/** A day in the address is a day in the city: from its first moment to its last, China time. */
export function toQuery(filters: Filters): Query {
  return {
    ...filters,
    ...(filters.from === undefined ? {} : { from: `${filters.from}T00:00:00+08:00` }),
    ...(filters.to === undefined ? {} : { to: `${filters.to}T23:59:59+08:00` }),
  };
}
