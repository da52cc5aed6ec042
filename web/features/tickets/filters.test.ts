import { describe, expect, it } from 'vitest';
import { FILTERS, readFilters, toQuery, writeFilters } from './filters';

describe('filters in the address', () => {
  it('come back as they were written', () => {
    const filters = { state: 'filed,handling', lamp: 'red', q: '学院路 12', from: '2026-11-01' };
    expect(readFilters(writeFilters(new URLSearchParams(), filters))).toEqual(filters);
  });
  it('leave the other parameters alone and drop what was cleared', () => {
    const before = new URLSearchParams('demo=dispatcher&view=list&lamp=red&q=x');
    expect(String(writeFilters(before, { q: 'y' }))).toBe('demo=dispatcher&view=list&q=y');
  });
  it('ignore what is empty or unknown', () => {
    expect(readFilters(new URLSearchParams('lamp=&evil=1'))).toEqual({});
    expect(FILTERS).toContain('area');
  });
  it('mean whole days in the city', () => {
    expect(toQuery({ from: '2026-11-01', to: '2026-11-02' })).toEqual({ from: '2026-11-01T00:00:00+08:00', to: '2026-11-02T23:59:59+08:00' });
    expect(toQuery({ lamp: 'red' })).toEqual({ lamp: 'red' });
  });
});
