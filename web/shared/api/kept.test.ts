import { beforeEach, describe, expect, it } from 'vitest';
import { forgetKept, kept } from './kept';
import { Problem } from './problem';

const offline = (): Promise<never> => Promise.reject(new Problem('no network', 0, 'offline'));

describe('what the server said last', () => {
  beforeEach(() => localStorage.clear());

  it('is what the server says while there is a network', async () => {
    expect(await kept('me', () => Promise.resolve({ n: 1 }))).toEqual({ value: { n: 1 }, remembered: false });
    expect(await kept('me', () => Promise.resolve({ n: 2 }))).toEqual({ value: { n: 2 }, remembered: false });
  });
  it('is remembered when there is none', async () => {
    await kept('me', () => Promise.resolve({ n: 1 }));
    expect(await kept('me', offline)).toEqual({ value: { n: 1 }, remembered: true });
  });
  it('refuses when nothing was ever said', async () => {
    await expect(kept('me', offline)).rejects.toThrow('no network');
  });
  it('does not hide a refusal of the server behind an old answer', async () => {
    await kept('me', () => Promise.resolve({ n: 1 }));
    await expect(kept('me', () => Promise.reject(new Problem('signed out', 401, '401')))).rejects.toThrow('signed out');
    await expect(kept('me', () => Promise.reject(new Problem('broken', 500, '500')))).rejects.toThrow('broken');
  });
  it('refuses rather than show what was damaged on the phone', async () => {
    localStorage.setItem('zhicheng.kept.me', '{"n":');
    await expect(kept('me', offline)).rejects.toThrow('no network');
  });
  it('serves without a store, as long as there is a network', async () => {
    const closed = { getItem: () => null, setItem: () => { throw new Error('quota'); } };
    expect((await kept('me', () => Promise.resolve(1), closed)).value).toBe(1);
  });
  it('is gone when the person signs out, and nothing else is', async () => {
    await kept('me', () => Promise.resolve(1));
    localStorage.setItem('zhicheng.preferences', '{}');
    forgetKept();
    await expect(kept('me', offline)).rejects.toThrow();
    expect(localStorage.getItem('zhicheng.preferences')).toBe('{}');
  });
});
