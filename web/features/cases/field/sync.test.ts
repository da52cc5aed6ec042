import { Problem } from '@shared/api';
import { describe, expect, it } from 'vitest';
import type { Entry, Refusal } from './model';
import type { CaseStore } from './store';
import { type Port, type Result, sync } from './sync';

/** The log in memory, with the store's own words: what is settled is settled. */
class Memory {
  constructor(readonly log: Entry[], readonly blobs = new Map<string, Blob>()) {}
  entries = (): Promise<Entry[]> => Promise.resolve(structuredClone(this.log));
  blob = (sha256: string): Promise<Blob | null> => Promise.resolve(this.blobs.get(sha256) ?? null);
  settle = (key: string, change: { state: 'sent' | 'refused'; no?: string; refusal?: Refusal }): Promise<void> => {
    Object.assign(this.log.find((e) => e.key === key) as Entry, change);
    return Promise.resolve();
  };
  states = (): string[] => this.log.map((e) => `${e.key} ${e.state}`);
}
const place = { lng: 0, lat: 0, address: '' };
const entry = (key: string, doing: Entry['do'], body: unknown = {}, local = 'a'): Entry => ({ seq: Number(key.slice(1)), key, local, at: 't', actors: [], state: 'waiting', do: doing, body }) as Entry;
const picture = (key: string, sha256: string): Entry => entry(key, 'evidence', { sha256, name: 'p.jpg', type: 'image/jpeg', title: '', place });
const three = (): Entry[] => [entry('k1', 'open'), picture('k2', 'ff'), entry('k3', 'step', { step: 'T06', papers: [] })];
const accept: Port['send'] = (items) => Promise.resolve(items.map((i): Result => ({ key: i.key, outcome: 'accepted', case: 'X-1', case_id: 7 })));
const port = (more: Partial<Port> = {}): Port => ({ send: accept, upload: () => Promise.resolve(), ...more });
const run = (memory: Memory, p: Port): ReturnType<typeof sync> => sync(memory as unknown as CaseStore, p);
const blobs = (): Map<string, Blob> => new Map([['ff', new Blob(['x'])]]);

describe('sending what waits', () => {
  it('sends steps in order, then pictures to the case that the server has named', async () => {
    const memory = new Memory(three(), blobs());
    const sent: string[] = [];
    const outcome = await run(memory, port({
      send: (items) => { sent.push(...items.map((i) => `${i.key} ${i.do}`)); return accept(items); },
      upload: (e, { id, no }) => { sent.push(`${e.key} to ${no} (${id})`); return Promise.resolve(); },
    }));
    expect(sent).toEqual(['k1 open', 'k3 step', 'k2 to X-1 (7)']);
    expect(memory.states()).toEqual(['k1 sent', 'k2 sent', 'k3 sent']);
    expect(outcome).toEqual({ online: true, signedOut: false, sent: 3, refused: 0 });
  });
  it('says the body beside the key, and nothing of who the phone thinks was there', async () => {
    const items: unknown[] = [];
    await run(new Memory([entry('k1', 'step', { step: 'T06' })]), port({ send: (i) => { items.push(...i); return accept(i); } }));
    expect(items).toEqual([{ key: 'k1', local: 'a', do: 'step', at: 't', step: 'T06' }]);
  });
  it('takes "known" for an answer: it was sent before the browser died', async () => {
    const memory = new Memory([entry('k1', 'open')]);
    await run(memory, port({ send: (items) => Promise.resolve(items.map((i) => ({ key: i.key, outcome: 'known' as const, case: 'X-1' }))) }));
    expect(memory.states()).toEqual(['k1 sent']);
  });
  it('keeps a refusal with its rule and sentence, and goes on', async () => {
    const memory = new Memory(three(), blobs());
    const outcome = await run(memory, port({ send: (items) => Promise.resolve(items.map((i): Result => (i['step'] === 'T06' ? { key: i.key, outcome: 'refused', code: 'INV-36', detail: '没有复查', detail_en: 'no re-check' } : { key: i.key, outcome: 'accepted', case: 'X-1', case_id: 7 }))) }));
    expect(memory.log[2]?.refusal).toEqual({ code: 'INV-36', detail: '没有复查', detail_en: 'no re-check' });
    expect(outcome).toEqual({ online: true, signedOut: false, sent: 2, refused: 1 });
  });
  it.each([0, 500, 503])('leaves everything in place when the line fails (%d)', async (status) => {
    const memory = new Memory(three());
    expect((await run(memory, port({ send: () => Promise.reject(new Problem('x', status, 'x')) }))).online).toBe(false);
    expect(memory.states()).toEqual(['k1 waiting', 'k2 waiting', 'k3 waiting']);
  });
  it.each([[401, 'log-in'], [403, 'signed-out']] as const)('waits for a sign-in where the server does not know who asks (%d %s), steps and pictures alike', async (status, code) => {
    const unknown = (): Promise<never> => Promise.reject(new Problem('请先登录。', status, code));
    const steps = new Memory(three());
    expect(await run(steps, port({ send: unknown }))).toMatchObject({ online: true, signedOut: true, sent: 0, refused: 0 });
    expect(steps.states()).toEqual(['k1 waiting', 'k2 waiting', 'k3 waiting']);
    const pictures = new Memory(three(), blobs());
    expect(await run(pictures, port({ upload: unknown }))).toMatchObject({ signedOut: true, sent: 2, refused: 0 });
    expect(pictures.states()).toEqual(['k1 sent', 'k2 waiting', 'k3 sent']);
  });
  it('does not hide a fault of its own', async () => expect(run(new Memory(three()), port({ send: () => Promise.reject(new TypeError('bug')) }))).rejects.toThrow('bug'));
  it('tells a request that the server does not understand, and loses nothing', async () => {
    const memory = new Memory(three());
    await expect(run(memory, port({ send: () => Promise.reject(new Problem('bad', 422, 'bad')) }))).rejects.toThrow('bad');
    expect(memory.states()).toEqual(['k1 waiting', 'k2 waiting', 'k3 waiting']);
  });
  it('asks later when the server says nothing about any of them', async () => {
    let asked = 0;
    const memory = new Memory([entry('k1', 'open')]);
    await run(memory, port({ send: () => { asked += 1; return Promise.resolve([]); } }));
    expect([asked, ...memory.states()]).toEqual([1, 'k1 waiting']);
  });
  it('sends again what came while somebody moved the case', async () => {
    const memory = new Memory([entry('k1', 'step', { step: 'T06' })]);
    await run(memory, port({ send: (items) => Promise.resolve(items.map((i) => ({ key: i.key, outcome: 'refused' as const, code: 'conflict' }))) }));
    expect(memory.states()).toEqual(['k1 waiting']);
  });
  it('sends more than one batch', async () => {
    const sizes: number[] = [];
    await run(new Memory(Array.from({ length: 45 }, (_, i) => entry(`k${i + 1}`, 'amend'))), port({ send: (items) => { sizes.push(items.length); return accept(items); } }));
    expect(sizes).toEqual([20, 20, 5]);
  });
  it('keeps a picture whose case was refused', async () => {
    const memory = new Memory([entry('k1', 'open'), picture('k2', 'ff')], blobs());
    await run(memory, port({ send: (items) => Promise.resolve(items.map((i) => ({ key: i.key, outcome: 'refused' as const }))), upload: () => Promise.reject(new Error('must not be asked')) }));
    expect(memory.states()).toEqual(['k1 refused', 'k2 waiting']);
  });
  it('tells a picture that the server refuses, with its sentence', async () => {
    const memory = new Memory(three(), blobs());
    await run(memory, port({ upload: () => Promise.reject(new Problem('摘要不符', 400, 'sha256')) }));
    expect(memory.log[1]).toMatchObject({ state: 'refused', refusal: { code: 'sha256', detail: '摘要不符' } });
  });
});
