import { describe, expect, it } from 'vitest';
import { type HalfUpload, Problem, type Photo } from '@shared/api';
import { PIECE, type PieceDoors, sendInPieces } from './pieces';

const offline = new Problem('', 0, 'offline');
const PHOTO: Photo = { id: 'p', url: '', width: 1, height: 1, kind: 'video' };
const file = (pieces: number): Blob => new Blob([new Uint8Array(Math.round(pieces * PIECE))]);

class Memory {
  readonly kept = new Map<string, string>();
  getItem = (k: string): string | null => this.kept.get(k) ?? null;
  setItem = (k: string, v: string): void => void this.kept.set(k, v);
  removeItem = (k: string): void => void this.kept.delete(k);
}

/** A server that keeps what came, and a network that fails at chosen pieces. */
class Server {
  halves = new Map<string, HalfUpload>();
  begun = 0;
  received = 0;
  fails: number[] = []; // before the piece arrives
  loses: number[] = []; // after it arrived
  refuses: Problem | null = null;
  readonly doors: PieceDoors = {
    begin: async (size) => { const half = { id: `u${++this.begun}`, offset: 0, size }; this.halves.set(half.id, half); return half; },
    state: async (id) => { const half = this.halves.get(id); if (half === undefined) throw new Problem('', 404, ''); return half; },
    add: async (id, offset, piece) => {
      const half = this.halves.get(id);
      if (half === undefined) throw new Problem('', 404, '');
      if (offset !== half.offset) throw new Problem('', 409, '');
      const n = ++this.received;
      if (this.fails.includes(n)) throw offline;
      const now = { ...half, offset: offset + piece.size };
      this.halves.set(id, now);
      if (this.loses.includes(n)) throw offline;
      return now;
    },
    finish: async (id) => { if (this.refuses !== null) throw this.refuses; this.halves.delete(id); return PHOTO; },
  };
}

describe('a large file', () => {
  it.each([[0.5, 1], [1, 1], [2.5, 3], [4, 4]])('of %d pieces goes up in %i', async (size, sent) => {
    const server = new Server();
    expect(await sendInPieces(file(size), 'a', server.doors, new Memory())).toBe(PHOTO);
    expect([server.received, server.begun]).toEqual([sent, 1]);
  });

  it.each([['fails'], ['loses']] as const)('goes on from where it came when the network %s', async (how) => {
    const server = new Server();
    server[how] = [2];
    const memory = new Memory();
    await expect(sendInPieces(file(3), 'a', server.doors, memory)).rejects.toBe(offline);
    expect(await sendInPieces(file(3), 'a', server.doors, memory)).toBe(PHOTO);
    expect([server.begun, server.received]).toEqual([1, how === 'fails' ? 4 : 3]);
    expect(memory.kept.size).toBe(0);
  });

  it('begins anew after a day', async () => {
    const server = new Server();
    const memory = new Memory();
    memory.setItem('zhicheng.upload.a', 'gone');
    expect(await sendInPieces(file(1), 'a', server.doors, memory)).toBe(PHOTO);
    expect(server.begun).toBe(1);
  });

  it('that is refused is said and forgotten', async () => {
    const server = new Server();
    server.refuses = new Problem('视频超过 60 秒', 400, 'bad_input');
    const memory = new Memory();
    await expect(sendInPieces(file(1), 'a', server.doors, memory)).rejects.toBe(server.refuses);
    expect(memory.kept.size).toBe(0);
  });

  it('of another size under the same name is another file', async () => {
    const server = new Server();
    const memory = new Memory();
    memory.setItem('zhicheng.upload.a', (await server.doors.begin(5)).id);
    await sendInPieces(file(1), 'a', server.doors, memory);
    expect(server.begun).toBe(2);
  });
});
