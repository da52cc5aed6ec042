import { describe, expect, it } from 'vitest';
import type { JobStep } from '@shared/api';
import { lacking } from './ResultForm';

const step = (...needs: string[]): JobStep => ({ action: 'x', title: '', title_en: '', needs });

describe('what a step still needs', () => {
  it('asks for the photo first, then for words', () => {
    expect(lacking(step('photo', 'text'), 0, '')).toBe('needPhoto');
    expect(lacking(step('photo', 'text'), 1, ' ')).toBe('needText');
    expect(lacking(step('photo', 'reason'), 1, '没人')).toBeNull();
  });
  it('asks for nothing that the server does not need', () => {
    expect(lacking(step(), 0, '')).toBeNull();
    expect(lacking(step('reason'), 0, 'x')).toBeNull();
  });
});
