import type { FieldEvent, FieldResult } from '@shared/api';

type Store = Pick<Storage, 'getItem' | 'setItem'>;
type Send = (events: readonly FieldEvent[]) => Promise<{ results: FieldResult[] }>;
export type Refusal = { event: FieldEvent; detail: string; detail_en: string };
export type QueueState = { waiting: readonly FieldEvent[]; refused: readonly Refusal[]; online: boolean };

const KEY = 'zhicheng.field.queue';
const BATCH = 50;

/**
 * What an officer did, in order, kept until the server has answered for it. Every event carries its key, so that sending
 * twice changes nothing; a refusal is shown, never dropped.
 */
export class EventQueue {
  private state: QueueState;
  private sending = false;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly owner: string, private readonly send: Send, private readonly store: Store) {
    this.state = { waiting: this.read(), refused: [], online: true };
  }

  readonly current = (): QueueState => this.state;
  readonly subscribe = (tell: () => void): (() => void) => {
    this.listeners.add(tell);
    return () => this.listeners.delete(tell);
  };

  async add(event: FieldEvent): Promise<void> {
    this.set({ waiting: [...this.state.waiting, event] });
    await this.flush();
  }

  dismiss(key: string): void {
    this.set({ refused: this.state.refused.filter((r) => r.event.key !== key) });
  }

  /** Sends what waits, oldest first; stops at the first failure and leaves the rest in place. */
  async flush(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      while (this.state.waiting.length > 0) {
        const batch = this.state.waiting.slice(0, BATCH);
        const { results } = await this.send(batch);
        const answered = this.take(batch, results);
        if (answered === 0) break; // the server said nothing about any of them: ask again later
      }
      this.set({ online: true });
    } catch {
      this.set({ online: false });
    } finally {
      this.sending = false;
    }
  }

  private take(batch: readonly FieldEvent[], results: readonly FieldResult[]): number {
    const byKey = new Map(results.map((r) => [r.key, r]));
    const answered = batch.filter((e) => byKey.has(e.key));
    const refused = answered.flatMap((event) => {
      const result = byKey.get(event.key);
      return result?.outcome === 'refused' ? [{ event, detail: result.detail ?? '', detail_en: result.detail_en ?? '' }] : [];
    });
    this.set({
      waiting: this.state.waiting.filter((e) => !byKey.has(e.key)),
      refused: [...this.state.refused, ...refused],
    });
    return answered.length;
  }

  private set(change: Partial<QueueState>): void {
    this.state = { ...this.state, ...change };
    try {
      this.store.setItem(`${KEY}.${this.owner}`, JSON.stringify(this.state.waiting));
    } catch {
      /* storage full or closed: the events still live in memory while the page does */
    }
    this.listeners.forEach((tell) => tell());
  }

  private read(): FieldEvent[] {
    try {
      const kept: unknown = JSON.parse(this.store.getItem(`${KEY}.${this.owner}`) ?? '[]');
      return Array.isArray(kept) ? (kept as FieldEvent[]).filter((e) => typeof e.key === 'string') : [];
    } catch {
      return [];
    }
  }
}
