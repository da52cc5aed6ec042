import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveStream, type LiveState } from './live';

type Listener = (event: MessageEvent) => void;

class FakeSource {
  readonly listeners = new Map<string, Listener[]>();
  closed = false;
  constructor(readonly url: string, readonly lastId: () => string | null) {}
  addEventListener(name: string, listener: unknown): void { this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener as Listener]); }
  close(): void { this.closed = true; }
  emit(name: string, data = '', lastEventId = ''): void { this.listeners.get(name)?.forEach((tell) => tell({ data, lastEventId } as MessageEvent)); }
}

let sources: FakeSource[] = [];
let asked: string[] = [];
const states: LiveState[] = [];
const seen: unknown[] = [];

function start(answers: { pos: number; events: { event: string; data: unknown }[] }[] = []): LiveStream {
  return new LiveStream('http://live', ['ticket', 'crew'], { ticket: (data) => seen.push(data) }, (state) => states.push(state),
    (url, lastId) => { const s = new FakeSource(url, lastId); sources.push(s); return s as never; },
    async (path) => { asked.push(path); const next = answers.shift(); if (next === undefined) throw new TypeError('offline'); return next; }).start();
}

beforeEach(() => { vi.useFakeTimers(); sources = []; asked = []; states.length = 0; seen.length = 0; });
afterEach(() => vi.useRealTimers());

describe('the live stream', () => {
  it('asks for its topics and hands events over', () => {
    start();
    expect(sources[0]?.url).toBe('http://live/api/live?topics=ticket%2Ccrew');
    sources[0]?.emit('open');
    sources[0]?.emit('ticket', '{"no":"A"}', '7');
    expect(seen).toEqual([{ no: 'A' }]);
    expect(states).toEqual(['open']);
  });

  it('resumes from the last id after a lost connection', () => {
    start();
    sources[0]?.emit('open');
    sources[0]?.emit('ticket', '{}', '41');
    sources[0]?.emit('error');
    vi.advanceTimersByTime(3_000);
    expect(states).toEqual(['open', 'connecting']);
    expect(sources[0]?.lastId()).toBe('41');
    sources[0]?.emit('open');
    expect(states.at(-1)).toBe('open');
  });

  it('says nothing when the connection is back within a moment', () => {
    start();
    for (let i = 0; i < 5; i += 1) {
      sources[0]?.emit('open');
      sources[0]?.emit('error');
      vi.advanceTimersByTime(1_000);
    }
    sources[0]?.emit('open');
    vi.advanceTimersByTime(10_000);
    expect(states).toEqual(['open']);
  });

  it('keeps the last id when an event without one arrives (positions have none)', () => {
    start();
    sources[0]?.emit('ticket', '{}', '41');
    sources[0]?.emit('ticket', '{}', '');
    expect(sources[0]?.lastId()).toBe('41');
  });

  it('polls from the same position when the stream does not open in five seconds, and tries the stream again', async () => {
    start([{ pos: 42, events: [{ event: 'ticket', data: { no: 'B' } }] }, { pos: 43, events: [] }]);
    sources[0]?.emit('ticket', '{}', '41');
    seen.length = 0;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(states).toEqual(['polling']);
    expect(sources[0]?.closed).toBe(true);
    expect(asked[0]).toContain('pos=41');
    expect(seen).toEqual([{ no: 'B' }]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(asked[1]).toContain('pos=42');
    await vi.advanceTimersByTimeAsync(30_000);
    expect(sources).toHaveLength(2);
    sources[1]?.emit('open');
    expect(sources[1]?.lastId()).toBe('43');
    expect(states.at(-1)).toBe('open');
  });

  it('stops polling once the stream is open again', async () => {
    start([{ pos: 1, events: [] }]);
    await vi.advanceTimersByTimeAsync(35_500);
    sources[1]?.emit('open');
    const before = asked.length;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked.length).toBe(before);
  });

  it('goes on polling through an outage', async () => {
    start([]);
    await vi.advanceTimersByTimeAsync(5_000 + 3 * 2_000);
    expect(asked.length).toBeGreaterThanOrEqual(3);
  });

  it('ignores half a line', () => {
    start();
    sources[0]?.emit('ticket', '{"no":', '9');
    expect(seen).toEqual([]);
  });

  it('says nothing more once closed', async () => {
    const stream = start([]);
    stream.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toEqual([]);
    expect(sources[0]?.closed).toBe(true);
  });
});
