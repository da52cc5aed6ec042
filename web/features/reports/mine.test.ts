import { describe, expect, it } from 'vitest';
import { myReports, remember } from './mine';

const store = (start = ''): Pick<Storage, 'getItem' | 'setItem'> => {
  let kept: string | null = start === '' ? null : start;
  return { getItem: () => kept, setItem: (_key, value) => { kept = value; } };
};
const mine = (receipt: string): Parameters<typeof remember>[0] => ({ receipt, code: 'c', title: 't', at: '' });

describe('receipts kept on this phone', () => {
  it('come newest first, each once', () => {
    const kept = store();
    for (const r of ['A', 'B', 'A']) remember(mine(r), kept);
    expect(myReports(kept).map((m) => m.receipt)).toEqual(['A', 'B']);
  });
  it('are at most twenty', () => {
    const kept = store();
    for (let i = 0; i < 25; i += 1) remember(mine(String(i)), kept);
    expect(myReports(kept)).toHaveLength(20);
    expect(myReports(kept)[0]?.receipt).toBe('24');
  });
  it.each(['{', '{"a":1}', '[{"x":1}]'])('survive rubbish in the storage: %s', (text) => expect(myReports(store(text))).toEqual([]));
  it('do without storage', () => {
    const closed = { getItem: () => null, setItem: () => { throw new Error('private window'); } };
    expect(() => remember(mine('A'), closed)).not.toThrow();
  });
});
