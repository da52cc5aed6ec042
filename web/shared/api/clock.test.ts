import { beforeEach, describe, expect, it } from 'vitest';
import { cityNow, keepClock, recallClock, setClock } from './clock';

const HOUR = 3_600_000;
const far = (a: Date, b: number): number => Math.abs(a.getTime() - b);

describe('the clock of a phone that starts with no network', () => {
  beforeEach(() => localStorage.clear());
  const told = Date.UTC(2031, 4, 6, 8);

  it('goes on from what the server told last, by the time that passed meanwhile', () => {
    setClock(new Date(told), 1);
    keepClock(localStorage, 1_000);
    setClock(new Date(0), 1);
    recallClock(localStorage, 1_000 + HOUR);
    expect(far(cityNow(), told + HOUR)).toBeLessThan(2_000);
  });
  it('keeps the pace of the demo city', () => {
    setClock(new Date(told), 60);
    keepClock(localStorage, 0);
    setClock(new Date(0), 1);
    recallClock(localStorage, 60_000);
    expect(far(cityNow(), told + HOUR)).toBeLessThan(60_000);
  });
  it('never goes back when the phone’s own clock was set back', () => {
    setClock(new Date(told), 1);
    keepClock(localStorage, 5 * HOUR);
    setClock(new Date(0), 1);
    recallClock(localStorage, HOUR);
    expect(far(cityNow(), told)).toBeLessThan(2_000);
  });
  it.each(['', '{"now":', '{"now":1}', '{"now":"soon","speed":1,"wall":1}', '[]'])('is the phone’s own where what was kept is damaged: %s', (damaged) => {
    setClock(new Date(told), 1);
    localStorage.setItem('zhicheng.kept.clock', damaged);
    recallClock(localStorage, HOUR);
    expect(far(cityNow(), told)).toBeLessThan(2_000);
  });
  it('does without a store that is full or closed', () => {
    const closed = { setItem: () => { throw new Error('closed'); }, getItem: () => { throw new Error('closed'); } };
    expect(() => { keepClock(closed); recallClock(closed); }).not.toThrow();
  });
});
