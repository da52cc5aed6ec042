import { describe, expect, it } from 'vitest';
import { phoneName, phoneToken } from './phone';

describe('a bound phone', () => {
  it('has a name that its owner recognises', () => {
    expect(phoneName('Mozilla/5.0 (Linux; Android 14; HBN-AL00) AppleWebKit')).toBe('Linux');
    expect(phoneName('')).toBe('phone');
  });
  it('is unbound where storage is closed', () => {
    expect(phoneToken({ getItem: () => { throw new Error('closed'); } })).toBeNull();
  });
});
