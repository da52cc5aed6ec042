import { describe, expect, it } from 'vitest';
import { csv, readFilters, writeFilters } from './filters';

describe('filters in the address', () => {
  it('are read, and nothing else is', () => expect(readFilters(new URLSearchParams('q=烧烤&state=&late=1&demo=head&evil=x'))).toEqual({ q: '烧烤', late: '1' }));
  it('are written beside what stands there already', () => expect(String(writeFilters(new URLSearchParams('demo=head&lang=en&q=old&state=filed'), { q: 'new' }))).toBe('demo=head&lang=en&q=new'));
  it('cleared leave no trace', () => expect(String(writeFilters(new URLSearchParams('q=a&first=2026-01-01'), {}))).toBe(''));
});

describe('the exported sheet', () => {
  it('quotes, begins with the mark that Excel reads, ends its lines', () => expect(csv(['a', 'b'], [['x"y', 5], [null, 'z,\n']])).toBe('\uFEFF"a","b"\r\n"x""y","5"\r\n"","z,\n"\r\n'));
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx'])('makes %j text, not a formula', (evil) => expect(csv(['a'], [[evil]])).toContain(`"'${evil}"`));
  it('leaves numbers numbers', () => expect(csv(['a'], [[-5]])).toContain('"-5"'));
});
