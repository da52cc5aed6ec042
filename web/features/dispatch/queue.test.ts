import { describe, expect, it, vi } from 'vitest';
import type { FieldEvent, FieldResult } from '@shared/api';
import { EventQueue } from './queue';

class MemoryStore {
  private readonly kept = new Map<string, string>();
  getItem(key: string): string | null { return this.kept.get(key) ?? null; }
  setItem(key: string, value: string): void { this.kept.set(key, value); }
}

const event = (key: string): FieldEvent => ({ key, job: 1, action: 'accept', happened_at: '2026-11-23T08:00:00Z', photos: [] });
const done = (events: readonly FieldEvent[]): { results: FieldResult[] } => ({ results: events.map((e) => ({ key: e.key, outcome: 'done' })) });

describe('the queue of what an officer did', () => {
  it('sends at once and forgets what was answered', async () => {
    const send = vi.fn(async (events: readonly FieldEvent[]) => done(events));
    const queue = new EventQueue('p1', send, new MemoryStore());
    await queue.add(event('a'));
    expect(send).toHaveBeenCalledTimes(1);
    expect(queue.current().waiting).toEqual([]);
  });

  it('keeps everything in order while there is no network, and sends it with the same keys afterwards', async () => {
    let online = false;
    const sent: string[] = [];
    const queue = new EventQueue('p1', async (events) => {
      if (!online) throw new TypeError('network');
      sent.push(...events.map((e) => e.key));
      return done(events);
    }, new MemoryStore());
    await queue.add(event('a'));
    await queue.add(event('b'));
    expect(queue.current()).toMatchObject({ online: false });
    expect(queue.current().waiting.map((e) => e.key)).toEqual(['a', 'b']);
    online = true;
    await queue.flush();
    expect(sent).toEqual(['a', 'b']);
    expect(queue.current()).toMatchObject({ online: true, waiting: [] });
  });

  it('survives a closed page', async () => {
    const store = new MemoryStore();
    const dead = async (): Promise<never> => { throw new TypeError('network'); };
    await new EventQueue('p1', dead, store).add(event('a'));
    const sent: string[] = [];
    const next = new EventQueue('p1', async (events) => { sent.push(...events.map((e) => e.key)); return done(events); }, store);
    expect(next.current().waiting.map((e) => e.key)).toEqual(['a']);
    await next.flush();
    expect(sent).toEqual(['a']);
  });

  it('keeps the events of two people on one phone apart', async () => {
    const store = new MemoryStore();
    const dead = async (): Promise<never> => { throw new TypeError('network'); };
    await new EventQueue('p1', dead, store).add(event('a'));
    expect(new EventQueue('p2', dead, store).current().waiting).toEqual([]);
  });

  it('shows a refusal until it is read, and does not send it again', async () => {
    const send = vi.fn(async (events: readonly FieldEvent[]) => ({ results: events.map((e): FieldResult => ({ key: e.key, outcome: 'refused', detail: '任务已改派', detail_en: 'Given to another crew' })) }));
    const queue = new EventQueue('p1', send, new MemoryStore());
    await queue.add(event('a'));
    expect(queue.current().refused).toMatchObject([{ detail: '任务已改派', detail_en: 'Given to another crew', event: { key: 'a' } }]);
    await queue.flush();
    expect(send).toHaveBeenCalledTimes(1);
    queue.dismiss('a');
    expect(queue.current().refused).toEqual([]);
  });

  it('treats "known" as done: the server had it already', async () => {
    const queue = new EventQueue('p1', async (events) => ({ results: events.map((e): FieldResult => ({ key: e.key, outcome: 'known' })) }), new MemoryStore());
    await queue.add(event('a'));
    expect(queue.current()).toMatchObject({ waiting: [], refused: [] });
  });

  it('does not spin when the server answers about none of the events', async () => {
    const send = vi.fn(async () => ({ results: [] }));
    const queue = new EventQueue('p1', send, new MemoryStore());
    await queue.add(event('a'));
    expect(send).toHaveBeenCalledTimes(1);
    expect(queue.current().waiting).toHaveLength(1);
  });

  it('keeps an event that arrives while others are being sent', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => { release = resolve; });
    const sent: string[][] = [];
    const queue = new EventQueue('p1', async (events) => {
      sent.push(events.map((e) => e.key));
      if (sent.length === 1) await held;
      return done(events);
    }, new MemoryStore());
    const first = queue.add(event('a'));
    await queue.add(event('b'));
    release();
    await first;
    expect(sent).toEqual([['a'], ['b']]);
    expect(queue.current().waiting).toEqual([]);
  });

  it('starts empty when the storage holds rubbish', () => {
    const store = new MemoryStore();
    store.setItem('zhicheng.field.queue.p1', '{broken');
    expect(new EventQueue('p1', async (e) => done(e), store).current().waiting).toEqual([]);
  });
});
