import { describe, expect, it } from 'vitest';
import { Engine, EngineProblem } from './engine';

type Told = { id: number; text?: string; ms: number; broken?: string };

/** A worker that is told by hand what to say. */
class Hand {
  onmessage: ((event: MessageEvent<Told>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  readonly asked: { id: number; letter: string }[] = [];
  postMessage(asked: { id: number; letter: string }): void { this.asked.push(asked); }
  terminate(): void { this.asked.length = 0; }
  say(told: Told): void { this.onmessage?.({ data: told } as MessageEvent<Told>); }
}
const start = (): { hand: Hand; engine: Engine } => {
  const hand = new Hand();
  return { hand, engine: new Engine(hand as unknown as Worker) };
};

describe('letters to the engine', () => {
  it('gives each answer to whoever asked, in whatever order they come', async () => {
    const { hand, engine } = start();
    const first = engine.letter('a');
    const second = engine.letter('b');
    hand.say({ id: 2, text: 'B', ms: 3 });
    hand.say({ id: 1, text: 'A', ms: 2 });
    expect(await Promise.all([first, second])).toEqual(['A', 'B']);
    expect(engine.took.answer).toBe(2);
  });
  it('asks in JSON and opens the answer', async () => {
    const { hand, engine } = start();
    const asked = engine.ask<{ n: number }>('case', { on: '2026-03-11' });
    expect(JSON.parse(hand.asked[0]?.letter ?? '')).toEqual({ kind: 'case', question: { on: '2026-03-11' } });
    hand.say({ id: 1, text: '{"answer":{"n":1}}', ms: 1 });
    expect(await asked).toEqual({ n: 1 });
  });
  it('throws what the engine does not understand, in both languages, with its field', async () => {
    const { hand, engine } = start();
    const asked = engine.ask('case', {});
    hand.say({ id: 1, text: '{"problem":{"zh":"不是时间","en":"no moment","field":"on"}}', ms: 1 });
    await expect(asked).rejects.toMatchObject({ zh: '不是时间', en: 'no moment', field: 'on' });
    await expect(asked).rejects.toBeInstanceOf(EngineProblem);
  });
  it('refuses the one letter that broke, and goes on', async () => {
    const { hand, engine } = start();
    const broken = engine.letter('a');
    const whole = engine.letter('b');
    hand.say({ id: 1, ms: 0, broken: 'KeyError' });
    hand.say({ id: 2, text: 'B', ms: 1 });
    await expect(broken).rejects.toThrow('KeyError');
    expect(await whole).toBe('B');
  });
  it('refuses all that wait when it cannot start', async () => {
    const { hand, engine } = start();
    const asked = engine.letter('a');
    hand.say({ id: 0, ms: 0, broken: 'law.zip: 404' });
    await expect(asked).rejects.toThrow('law.zip: 404');
  });
  it('keeps how long its start took', () => {
    const { hand, engine } = start();
    hand.say({ id: 0, ms: 1234 });
    expect(engine.took.start).toBe(1234);
  });
});
