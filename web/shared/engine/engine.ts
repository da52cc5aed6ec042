import { VERSION } from 'virtual:engine';
import type { Told } from './worker';

/** What the engine says of a question that it does not understand: one sentence in both languages. */
export class EngineProblem extends Error {
  constructor(readonly zh: string, readonly en: string, readonly field: string) {
    super(zh);
    this.name = 'EngineProblem';
  }
}

type Waiting = { resolve: (text: string) => void; reject: (error: Error) => void };
type Port = Pick<Worker, 'postMessage' | 'onmessage' | 'onerror' | 'terminate'>;
export const ENGINE_VERSION = VERSION;

/**
 * The law engine of this phone, one for the page. It starts once, takes seconds to do so, and answers in milliseconds then;
 * letters sent before it is ready wait.
 */
export class Engine {
  private readonly waiting = new Map<number, Waiting>();
  private next = 1;
  /** Milliseconds of the start and of the last answer, inside the worker. */
  readonly took = { start: 0, answer: 0 };

  constructor(private readonly port: Port) {
    port.onmessage = ({ data }: MessageEvent<Told>) => this.hear(data);
    port.onerror = () => this.fail('the engine did not start');
  }

  /** The letter's answer as text, byte for byte what the server's own engine says. */
  letter(text: string): Promise<string> {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.port.postMessage({ id, letter: text });
    });
  }

  async ask<T>(kind: 'case' | 'scenario' | 'papers', question: unknown): Promise<T> {
    const told = JSON.parse(await this.letter(JSON.stringify({ kind, question }))) as { answer?: T; problem?: { zh: string; en: string; field: string } };
    if (told.problem !== undefined) throw new EngineProblem(told.problem.zh, told.problem.en, told.problem.field);
    return told.answer as T;
  }

  private hear({ id, text, ms, broken }: Told): void {
    if (id === 0) return broken === undefined ? void (this.took.start = ms) : this.fail(broken);
    const one = this.waiting.get(id);
    this.waiting.delete(id);
    if (text === undefined) return one?.reject(new Error(broken ?? 'no answer'));
    this.took.answer = ms;
    one?.resolve(text);
  }

  private fail(why: string): void {
    this.waiting.forEach(({ reject }) => reject(new Error(why)));
    this.waiting.clear();
  }
}

let only: Engine | null = null;

/** The page's one engine; asking for it starts it. */
export function engine(): Engine {
  only ??= new Engine(new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'law' }));
  return only;
}
