import { Problem, asProblem, cityNow, type NewReport, type Photo } from '@shared/api';
import { language, textIn } from '@shared/i18n';
import { type Draft, type Shot, mustWait, reportOf } from './draft';
import type { DraftStore } from './store';
import { DRAFTS } from './texts';

export type Answered = { receipt: string; code: string; answer_due_at: string | null };
/** The server's two doors, and that only one page of this browser sends at a time. */
export type Doors = {
  photo: (file: File, shot: Shot) => Promise<Photo>;
  report: (body: NewReport) => Promise<Answered>;
  alone: (work: () => Promise<void>) => Promise<void>;
};
export type OutboxState = { drafts: readonly Draft[]; online: boolean; sending: string | null };

/**
 * What this phone still has to send, oldest first. Every step is written down before the next begins: a picture that has arrived is
 * not sent again, and a report whose answer was lost on the way is asked for under the same key.
 */
export class Outbox {
  private state: OutboxState = { drafts: [], online: true, sending: null };
  private running: Promise<void> | null = null;
  private readonly listeners = new Set<() => void>();
  private readonly problems = new Map<string, unknown>();
  private readonly uploads = new Map<string, Promise<Shot>>();

  constructor(readonly store: DraftStore, private readonly doors: Doors) {}

  readonly current = (): OutboxState => this.state;
  readonly subscribe = (tell: () => void): (() => void) => {
    this.listeners.add(tell);
    return () => this.listeners.delete(tell);
  };

  /** Reads what lies there; another page of this browser may have written. */
  async refresh(): Promise<void> {
    const drafts = await this.store.all();
    this.set({ drafts: drafts.sort((a, b) => a.madeAt.localeCompare(b.madeAt)) });
  }

  async keep(draft: Draft): Promise<void> {
    await this.store.put(draft);
    await this.refresh();
  }

  /** What the server refused it with, while this page lives; the sentence itself stays with the draft. */
  problemOf(key: string): unknown {
    return this.problems.get(key);
  }

  async drop(draft: Draft): Promise<void> {
    await this.store.remove(draft);
    await this.refresh();
  }

  /** A picture as the camera gave it: kept at once, sent when it can be. */
  async addShot(shot: Shot, bytes: Blob): Promise<void> {
    await this.store.keepBytes(shot.id, bytes);
  }

  /** Sends what waits; stops at the first thing that has to wait, and leaves the rest in place. */
  flush(): Promise<void> {
    this.running ??= this.doors.alone(() => this.sendAll()).finally(() => { this.running = null; });
    return this.running;
  }

  /** Puts one picture into the server's hands, once however many ask for it. A refusal is thrown; the picture stays where it is. */
  upload(shot: Shot): Promise<Shot> {
    if (shot.photo !== null) return Promise.resolve(shot);
    const running = this.uploads.get(shot.id) ?? this.putUp(shot).finally(() => this.uploads.delete(shot.id));
    this.uploads.set(shot.id, running);
    return running;
  }

  private async putUp(shot: Shot): Promise<Shot> {
    const bytes = await this.store.bytes(shot.id);
    if (bytes === undefined) throw new Problem(textIn(DRAFTS, language(), 'gone'), 410, 'gone');
    return { ...shot, photo: await this.doors.photo(new File([bytes], shot.name, { type: shot.type }), shot) };
  }

  private async sendAll(): Promise<void> {
    await this.refresh();
    for (const { key } of this.state.drafts.filter((d) => d.state === 'waiting')) {
      const draft = (await this.store.all()).find((d) => d.key === key);
      if (draft?.state !== 'waiting') continue; // taken back or sent meanwhile
      this.set({ sending: key });
      const settled = await this.send(draft);
      this.set({ sending: null, online: settled });
      if (!settled) return;
    }
  }

  /** True when the server has answered, whatever it said. */
  private async send(draft: Draft): Promise<boolean> {
    try {
      const { receipt, code, answer_due_at } = await this.doors.report(reportOf(await this.uploaded(draft), new Date(), cityNow()));
      await this.store.dropBytes(draft.shots.map((s) => s.id));
      await this.keep({ ...draft, state: 'sent', why: '', shots: [], receipt, code, dueAt: answer_due_at });
    } catch (error) {
      if (mustWait(error)) return false;
      const now = (await this.store.all()).find((d) => d.key === draft.key) ?? draft; // with the pictures that have arrived
      this.problems.set(draft.key, error);
      await this.keep({ ...now, state: 'refused', why: asProblem(error).message });
    }
    return true;
  }

  private async uploaded(draft: Draft): Promise<Draft> {
    let now = draft;
    for (const shot of draft.shots) {
      const there = await this.upload(shot);
      if (there === shot) continue;
      now = { ...now, shots: now.shots.map((s) => (s.id === there.id ? there : s)) };
      await this.store.put(now);
    }
    return now;
  }

  private set(change: Partial<OutboxState>): void {
    this.state = { ...this.state, ...change };
    this.listeners.forEach((tell) => tell());
  }
}
