import { describe, expect, it } from 'vitest';
import { phoneId, phoneName, phoneToken } from './phone';

describe('a bound phone', () => {
  it('has a name that its owner recognises', () => {
    expect(phoneName('Mozilla/5.0 (Linux; Android 14; HBN-AL00) AppleWebKit')).toBe('Android 14');
    expect(phoneName('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit')).toBe('Linux x86_64');
    expect(phoneName('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)')).toBe('iPhone');
    expect(phoneName('')).toBe('phone');
  });
  it('knows by its token which one it is', () => {
    expect([phoneId('17.abc'), phoneId(null)]).toEqual([17, null]);
  });
  it('is unbound where storage is closed', () => {
    expect(phoneToken({ getItem: () => { throw new Error('closed'); } })).toBeNull();
  });
});
