import { EventSource } from 'eventsource';
import { headers, withQuery } from './request';

export type LiveState = 'connecting' | 'open' | 'polling' | 'closed';
export type LiveHandlers = Readonly<Record<string, (data: unknown) => void>>;
type Since = { pos: string | number | null; events: { event: string; data: unknown }[] };
type Source = Pick<EventSource, 'addEventListener' | 'close'>;
type MakeSource = (url: string, lastId: () => string | null) => Source;

const OPEN_WITHIN_MS = 5_000; // contract: a stream that does not open in this time is replaced by polling
const LOST_AFTER_MS = 3_000; // a server that ends its answers on purpose is back within a second: not worth a word
const POLL_MS = 2_000;
const RETRY_STREAM_MS = 30_000;

const browserSource: MakeSource = (url, lastId) =>
  new EventSource(url, {
    fetch: (input, init) => {
      const id = lastId();
      const resume: Record<string, string> = id === null ? {} : { 'Last-Event-ID': id };
      return fetch(input, { ...init, headers: { ...init.headers, ...headers('GET'), ...resume } });
    },
  });

/**
 * Server-sent events that resume. The last id seen is kept across reconnections and across the change to polling and
 * back, so that nothing is missed and nothing is told twice.
 */
export class LiveStream {
  private source: Source | null = null;
  private timers = new Set<ReturnType<typeof setTimeout>>();
  private lastId: string | null = null;
  private state: LiveState = 'connecting';
  private lost = false;
  private losses = 0;

  constructor(
    private readonly base: string,
    private readonly topics: readonly string[],
    private readonly handlers: LiveHandlers,
    private readonly onState: (state: LiveState) => void = () => undefined,
    private readonly makeSource: MakeSource = browserSource,
    private readonly ask: (path: string) => Promise<Since> = async (path) =>
      (await (await fetch(path, { headers: headers('GET') })).json()) as Since,
  ) {}

  start(): this {
    this.openStream();
    return this;
  }

  close(): void {
    this.set('closed');
    this.timers.forEach(clearTimeout);
    this.timers.clear();
    this.source?.close();
  }

  private set(state: LiveState): void {
    if (this.state === 'closed' || this.state === state) return;
    this.state = state;
    this.onState(state);
  }

  private later(run: () => void, ms: number): void {
    const timer = setTimeout(() => { this.timers.delete(timer); run(); }, ms);
    this.timers.add(timer);
  }

  private openStream(): void {
    if (this.state === 'closed') return;
    const source = this.makeSource(withQuery(`${this.base}/api/live`, { topics: this.topics.join(',') }), () => this.lastId);
    this.source = source;
    source.addEventListener('open', () => { this.lost = false; this.set('open'); });
    source.addEventListener('error', () => this.lose(source));
    for (const name of Object.keys(this.handlers)) {
      source.addEventListener(name, (event: MessageEvent) => this.take(name, event.lastEventId, String(event.data)));
    }
    this.watch(source);
  }

  private lose(source: Source): void {
    if (this.state !== 'open' || this.lost) return;
    this.lost = true;
    const mine = (this.losses += 1);
    this.later(() => {
      if (!this.lost || this.losses !== mine || this.source !== source) return;
      this.set('connecting');
      this.watch(source);
    }, LOST_AFTER_MS);
  }

  private watch(source: Source): void {
    this.later(() => {
      if (this.source !== source || this.state === 'open' || this.state === 'closed') return;
      source.close();
      this.set('polling');
      void this.poll();
      this.later(() => this.openStream(), RETRY_STREAM_MS);
    }, OPEN_WITHIN_MS);
  }

  private take(name: string, id: string, text: string): void {
    if (id !== '') this.lastId = id;
    let data: unknown;
    try {
      data = JSON.parse(text === '' ? 'null' : text);
    } catch {
      return; // half a line from a proxy: the next event carries the full state
    }
    this.handlers[name]?.(data);
  }

  private async poll(): Promise<void> {
    if (this.state !== 'polling') return;
    try {
      const since = await this.ask(withQuery('/api/live/since', { pos: this.lastId, topics: this.topics.join(',') }));
      if (since.pos !== null) this.lastId = String(since.pos);
      for (const { event, data } of since.events) this.handlers[event]?.(data);
    } catch {
      /* still offline: the next poll asks again from the same position */
    }
    this.later(() => void this.poll(), POLL_MS);
  }
}
