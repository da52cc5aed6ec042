import { beforeAll, describe, expect, it } from 'vitest';
import { makeKey, open, openBytes, seal, sealBytes } from './seal';

const text = (data: ArrayBuffer): string => new TextDecoder('latin1').decode(data);

describe('what is sealed', () => {
  let key: CryptoKey;
  let other: CryptoKey;
  beforeAll(async () => { [key, other] = [await makeKey(), await makeKey()]; });

  it.each([[{ name: '张建国', id_no: '33010619880315123X' }], [[]], ['text'], [null], [0]])('opens again: %o', async (value) => expect(await open(key, 'k1', await seal(key, 'k1', value))).toEqual(value));
  it('shows nothing of what it holds', async () => {
    const { data } = await seal(key, 'k1', { id_no: '33010619880315123X' });
    expect(text(data)).not.toContain('330106');
  });
  it('is other bytes each time', async () => {
    const [a, b] = [await seal(key, 'k1', 'x'), await seal(key, 'k1', 'x')];
    expect([...a.iv]).not.toEqual([...b.iv]);
    expect(text(a.data)).not.toBe(text(b.data));
  });
  it('opens under no other key', async () => expect(open(other, 'k1', await seal(key, 'k1', 1))).rejects.toThrow());
  it('opens in no other place', async () => expect(open(key, 'k2', await seal(key, 'k1', 1))).rejects.toThrow());
  it('does not open when a byte was changed', async () => {
    const sealed = await seal(key, 'k1', 1);
    new Uint8Array(sealed.data)[0]! ^= 1;
    await expect(open(key, 'k1', sealed)).rejects.toThrow();
  });
  it('keeps bytes as they are', async () => expect([...new Uint8Array(await openBytes(key, 'p', await sealBytes(key, 'p', new Uint8Array([0, 255, 7]))))]).toEqual([0, 255, 7]));
  it('lets nobody read its key', async () => {
    expect(key.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
  });
});
