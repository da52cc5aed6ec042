import { describe, expect, it } from 'vitest';
import { daysOf, isOpen, weekdayAndMinute } from './hours';

const at = (h: number, m = 0): number => h * 60 + m;

describe('lawful hours', () => {
  it.each([['12345', [1, 2, 3, 4, 5]], ['67', [6, 7]], [undefined, [1, 2, 3, 4, 5, 6, 7]]] as const)('%j are days %j', (days, expected) => {
    expect(daysOf(days)).toEqual(expected);
  });
  it('are open from the first minute to before the last', () => {
    const hours = [{ from: '17:00', to: '22:00' }];
    expect(isOpen(hours, 3, at(17))).toBe(true);
    expect(isOpen(hours, 3, at(21, 59))).toBe(true);
    expect(isOpen(hours, 3, at(22))).toBe(false);
    expect(isOpen(hours, 3, at(16, 59))).toBe(false);
  });
  it('may run past midnight, and then belong to the day they began on', () => {
    const hours = [{ days: '5', from: '20:00', to: '02:00' }];
    expect(isOpen(hours, 5, at(23))).toBe(true);
    expect(isOpen(hours, 6, at(1))).toBe(true);
    expect(isOpen(hours, 5, at(1))).toBe(false);
  });
  it('are closed on other days', () => expect(isOpen([{ days: '12345', from: '05:30', to: '08:30' }], 7, at(6))).toBe(false));
  it('are read off the city’s clock', () => {
    expect(weekdayAndMinute(new Date('2026-11-22T16:30:00Z'))).toEqual({ weekday: 1, minute: 30 });
  });
});
