import { describe, expect, it } from 'vitest';
import { asLocal } from './RecordForm';
import { DOOR, WHISTLES } from './texts';

describe('a limit in a form', () => {
  it.each([
    ['2026-09-16T02:30:00Z', '2026-09-16T10:30'], ['2026-12-31T16:00:00Z', '2027-01-01T00:00'], ['2026-09-16T10:30:00+08:00', '2026-09-16T10:30'],
  ])('%s is said in China’s time', (iso, local) => expect(asLocal(iso)).toBe(local));

  it('goes back to the same moment', () => {
    const iso = '2026-02-28T23:45:00.000Z';
    expect(new Date(`${asLocal(iso)}:00+08:00`).toISOString()).toBe(iso);
  });
});

describe('texts', () => {
  it('name every state of the whistle and of a department', () => {
    for (const state of ['blown', 'reported_in', 'joint_plan', 'acting', 'reviewed', 'closed']) expect(WHISTLES).toHaveProperty(`s_${state}`);
    for (const state of ['called', 'reported_in', 'declined', 'tasked', 'done', 'explained', 'absent', 'rated', 'released']) expect(WHISTLES).toHaveProperty(`d_${state}`);
  });
  it('have no English that is Chinese', () => {
    for (const [, english] of [...Object.values(WHISTLES), ...Object.values(DOOR)]) expect(english).not.toMatch(/[\u3400-\u9fff]/);
  });
});
