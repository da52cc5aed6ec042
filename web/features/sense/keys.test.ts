import { describe, expect, it } from 'vitest';
import { START, counted, pace, reviewKey } from './keys';

const key = (name: string, more: Partial<KeyboardEvent> = {}): Parameters<typeof reviewKey>[0] => ({ key: name, ctrlKey: false, metaKey: false, altKey: false, ...more });

describe('the reviewer’s keys', () => {
  it('says yes, asks why not, moves', () => {
    expect(reviewKey(key('y'), false, false)).toEqual({ kind: 'yes' });
    expect(reviewKey(key('N'), false, false)).toEqual({ kind: 'no' });
    expect(reviewKey(key('j'), false, false)).toEqual({ kind: 'move', by: 1 });
    expect(reviewKey(key('ArrowUp'), false, false)).toEqual({ kind: 'move', by: -1 });
  });
  it('takes digits as reasons only when it has asked', () => {
    expect(reviewKey(key('3'), false, true)).toEqual({ kind: 'reason', index: 2 });
    expect(reviewKey(key('3'), false, false)).toBeNull();
    expect(reviewKey(key('Escape'), false, true)).toEqual({ kind: 'back' });
  });
  it('leaves letters to whoever types, and shortcuts to the browser', () => {
    expect(reviewKey(key('y'), true, false)).toBeNull();
    expect(reviewKey(key('y', { ctrlKey: true }), false, false)).toBeNull();
  });
});

describe('the pace', () => {
  it('is the time between two reviews, without breaks', () => {
    let tally = counted(START, true, 1_000);
    expect(pace(tally)).toBe('–');
    tally = counted(tally, false, 4_000);
    tally = counted(tally, true, 5_000);
    expect(pace(tally)).toBe('2.0');
    expect([tally.yes, tally.no]).toEqual([2, 1]);
    expect(counted(tally, true, 500_000).seconds).toBe(4);
  });
});
