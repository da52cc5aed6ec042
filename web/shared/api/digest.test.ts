import { describe, expect, it } from 'vitest';
import { sha256 } from './digest';

const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer as ArrayBuffer;

describe('the digest of a file', () => {
  it('is SHA-256', async () => expect(await sha256(bytes('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'));
  it('keeps leading zeros', async () => expect(await sha256(bytes('39'))).toHaveLength(64));
  it('differs for another file', async () => expect(await sha256(bytes('abd'))).not.toBe(await sha256(bytes('abc'))));
});
