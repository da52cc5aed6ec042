import { describe, expect, it, vi } from 'vitest';
import { base64url, keysWork, makeKey, useKey } from './webauthn';

describe('keys of the browser', () => {
  it.each([
    ['cg.example.gov.cn', {}, true, true], ['localhost', {}, true, true], ['127.0.0.1', {}, true, false], ['[::1]', {}, true, false],
    ['cg.example.gov.cn', {}, false, false], ['cg.example.gov.cn', undefined, true, false],
  ])('at %s with %j, secure %s: %s', (host, there, secure, work) => expect(keysWork(host, there, secure)).toBe(work));

  it('writes bytes as base64url', () => expect(base64url(new Uint8Array([251, 255, 254]).buffer)).toBe('-__-'));

  it('hands bytes to the browser and leaves out what the server does not say', async () => {
    const get = vi.fn(async () => null);
    expect(await useKey({ challenge: '-__-', allowCredentials: [{ id: 'AQI', type: 'public-key' }], rpId: 'x' }, { get, create: vi.fn() })).toBeNull();
    expect(get).toHaveBeenCalledWith({ publicKey: { challenge: new Uint8Array([251, 255, 254]), allowCredentials: [{ id: new Uint8Array([1, 2]), type: 'public-key' }], rpId: 'x' } });
  });

  it('takes a cancelled prompt for a no, not for a crash', async () => {
    const create = vi.fn(async () => { throw new DOMException('cancelled', 'NotAllowedError'); });
    expect(await makeKey({ challenge: 'AQI', rp: { name: 'x' }, user: { id: 'AQI', name: 'n', displayName: 'n' }, pubKeyCredParams: [] }, { create, get: vi.fn() })).toBeNull();
  });
});
