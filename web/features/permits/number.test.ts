import { describe, expect, it } from 'vitest';
import { numberIn } from './number';

describe('a permit’s number', () => {
  it('is found in the address of a QR code', () => expect(numberIn('https://cg.example.gov.cn/permit/TW-001')).toBe('TW-001'));
  it('is read with its Chinese characters', () => expect(numberIn('https://x/permit/%E7%A4%BA-1?a=1')).toBe('示-1'));
  it('is taken as typed', () => expect(numberIn(' TW-001 ')).toBe('TW-001'));
  it('survives a broken code', () => expect(numberIn('x/%E0%A4%A')).toBe('%E0%A4%A'));
});
