import { afterEach, describe, expect, it, vi } from 'vitest';
import { NoPush, base64url, bytes, digest, mine, subscribe, supported } from './push';

afterEach(() => vi.unstubAllGlobals());

describe('what a browser says of its subscription', () => {
  it('keys go through base64url and back', () => {
    const raw = Uint8Array.from([0, 62, 63, 250, 251, 255]);
    expect(base64url(raw.buffer)).toBe('AD4_-vv_');
    expect([...bytes('AD4_-vv_')]).toEqual([...raw]);
    expect(base64url(null)).toBe('');
  });

  it('is known again by the same digest that the server makes', async () => {
    expect(await digest('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('a browser without push', () => {
  it('says so, and on a phone of Apple what to do first', async () => {
    vi.stubGlobal('Notification', undefined);
    Reflect.deleteProperty(window, 'PushManager');
    expect(supported()).toBe(false);
    expect(await mine()).toBe('');
    await expect(subscribe('AAAA')).rejects.toEqual(new NoPush('unsupported'));
  });
});
