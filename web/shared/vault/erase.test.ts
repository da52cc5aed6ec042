import { describe, expect, it } from 'vitest';
import { finished, orphaned } from './erase';

const row = (seq: number, local: string, state: string): { seq: number; local: string; state: string } => ({ seq, local, state });

describe('signing out', () => {
  it.each([
    ['everything was sent', [row(1, 'a', 'sent'), row(2, 'a', 'sent'), row(3, 'b', 'sent')], [1, 2, 3]],
    ['one entry of a case waits: its case stays whole', [row(1, 'a', 'sent'), row(2, 'a', 'waiting'), row(3, 'b', 'sent')], [3]],
    ['one was refused: somebody has to mend it', [row(1, 'a', 'sent'), row(2, 'a', 'refused')], []],
    ['nothing was ever written', [], []],
  ])('%s', (_, log, gone) => expect(finished(log).map((r) => r.seq)).toEqual(gone));

  it.each([
    ['goes with its case', [{ sha256: 'f', of: 'a' }], new Set<string>(), ['f']],
    ['stays with its case', [{ sha256: 'f', of: 'a' }], new Set(['a']), []],
    ['of another case goes', [{ sha256: 'f', of: 'a' }], new Set(['b']), ['f']],
    ['of an older log stays while anything does', [{ sha256: 'f' }], new Set(['b']), []],
    ['of an older log goes when nothing stays', [{ sha256: 'f' }], new Set<string>(), ['f']],
  ])('a picture %s', (_, blobs, staying, gone) => expect(orphaned(blobs, staying).map((b) => b.sha256)).toEqual(gone));
});
