import { describe, expect, it, vi } from 'vitest';
import { Problem, type NewReport, type Photo } from '@shared/api';
import { type Draft, type Shot, isBlank, lacks, mustWait, newDraft, reportOf } from './draft';
import { type Answered, type Doors, Outbox } from './outbox';
import { MemoryDrafts } from './store';

const offline = new Problem('no network', 0, 'offline');
const shot = (id: string): Shot => ({ id, name: `${id}.jpg`, type: 'image/jpeg', photo: null });
const photo = (id: string): Photo => ({ id: `p-${id}`, url: '', width: 1, height: 1, kind: 'image' });
const draft = (key: string, more: Partial<Draft> = {}): Draft => ({ ...newDraft('2026-11-26T08:00:00.000Z', key), state: 'waiting', text: '路口堆了建筑垃圾', address: '学院路', ...more });

/** A server that can be reached or not, and that files each key once. */
class City {
  online = true;
  refuses: Problem | null = null;
  losesAnswer = false;
  readonly filed = new Map<string, NewReport>();
  readonly uploads: string[] = [];
  readonly doors: Doors = {
    alone: (work) => work(),
    photo: async (file) => {
      if (!this.online) throw offline;
      this.uploads.push(file.name);
      return photo(file.name);
    },
    report: async (body): Promise<Answered> => {
      if (!this.online) throw offline;
      if (this.refuses !== null) throw this.refuses;
      this.filed.set(body.key, body);
      if (this.losesAnswer) { this.losesAnswer = false; throw offline; }
      return { receipt: `R-${body.key}`, code: 'C', answer_due_at: null };
    },
  };
}

async function box(city: City, ...drafts: Draft[]): Promise<Outbox> {
  const store = new MemoryDrafts();
  for (const d of drafts) {
    await store.put(d);
    for (const s of d.shots) await store.keepBytes(s.id, new Blob(['x']));
  }
  return new Outbox(store, city.doors);
}

describe('the outbox', () => {
  it('keeps a draft while there is no network, and sends it with the same key when it is back', async () => {
    const city = new City();
    city.online = false;
    const out = await box(city, draft('a', { shots: [shot('1')] }));
    await out.flush();
    expect(out.current()).toMatchObject({ online: false, drafts: [{ key: 'a', state: 'waiting' }] });
    city.online = true;
    await out.flush();
    expect(out.current()).toMatchObject({ online: true, drafts: [{ key: 'a', state: 'sent', receipt: 'R-a', shots: [] }] });
    expect(await out.store.bytes('1')).toBeUndefined();
    expect(city.filed.get('a')?.photos).toEqual(['p-1.jpg']);
  });

  it('does not send a picture again that has arrived, nor another report when an answer was lost', async () => {
    const city = new City();
    city.losesAnswer = true;
    const out = await box(city, draft('a', { shots: [shot('1'), shot('2')] }));
    await out.flush();
    expect(out.current().drafts[0]).toMatchObject({ state: 'waiting' });
    await out.flush();
    expect(city.uploads).toEqual(['1.jpg', '2.jpg']);
    expect([...city.filed.keys()]).toEqual(['a']);
    expect(out.current().drafts[0]).toMatchObject({ state: 'sent' });
  });

  it('keeps what the server refuses, with its sentence, and goes on with the next', async () => {
    const city = new City();
    city.refuses = new Problem('点不在本市范围内', 400, 'bad_input');
    const out = await box(city, draft('a'), draft('b', { madeAt: '2026-11-26T09:00:00.000Z' }));
    await out.flush();
    expect(out.current().drafts.map((d) => [d.state, d.why])).toEqual([['refused', '点不在本市范围内'], ['refused', '点不在本市范围内']]);
  });

  it('says so when the browser has lost a picture', async () => {
    const out = await box(new City(), draft('a', { shots: [shot('1')] }));
    await out.store.dropBytes(['1']);
    await out.flush();
    expect(out.current().drafts[0]).toMatchObject({ state: 'refused', why: expect.stringContaining('照片已不在手机上') as string });
  });

  it('sends oldest first, leaves what is being written alone, and stops where the network ends', async () => {
    const city = new City();
    const report = vi.spyOn(city.doors, 'report');
    const out = await box(city, draft('later', { madeAt: '2026-11-26T09:00:00.000Z' }), draft('first'), draft('open', { state: 'writing' }));
    await out.flush();
    expect(report.mock.calls.map(([b]) => b.key)).toEqual(['first', 'later']);
    expect(out.current().drafts.find((d) => d.key === 'open')).toMatchObject({ state: 'writing' });
  });

  it('runs once at a time', async () => {
    const city = new City();
    const report = vi.spyOn(city.doors, 'report');
    const out = await box(city, draft('a'));
    await Promise.all([out.flush(), out.flush(), out.flush()]);
    expect(report).toHaveBeenCalledTimes(1);
  });

  it('forgets a draft with its pictures', async () => {
    const out = await box(new City(), draft('a', { shots: [shot('1')] }));
    await out.drop(draft('a', { shots: [shot('1')] }));
    expect([out.current().drafts, await out.store.bytes('1')]).toEqual([[], undefined]);
  });
});

describe('a draft', () => {
  it.each([
    ['nothing at all', { text: '', address: '' }, 'needText'], ['words without a place', { address: '' }, 'needPlace'],
    ['words and a written place', {}, null], ['a picture and a point', { text: '', address: '', shots: [shot('1')], point: { lng: 1, lat: 1 } }, null],
    ['a place alone', { text: ' ' }, 'needText'],
  ] as const)('of %s lacks %s', (_, more, lack) => expect(lacks(draft('a', more as Partial<Draft>))).toBe(lack));

  it('is blank until something was said or shown', () => expect([isBlank(newDraft('x')), isBlank(draft('a'))]).toEqual([true, false]));

  it.each([[60_000, undefined], [3_600_000, '2026-11-30T07:00:00.000Z']])('that lay here for %i ms says when it happened: %s', (lay, told) => {
    const made = new Date('2026-11-26T08:00:00.000Z');
    expect(reportOf(draft('a'), new Date(made.getTime() + lay), new Date('2026-11-30T08:00:00.000Z')).happened_at).toBe(told);
  });

  it.each([[0, true], [408, true], [429, true], [500, true], [503, true], [400, false], [403, false], [404, false], [409, false], [413, false], [422, false]])(
    'after an answer %i: waits %s', (status, waits) => expect(mustWait(new Problem('', status, ''))).toBe(waits));
  it('waits when it was too much at once', () => expect(mustWait(new Problem('', 403, 'too-many'))).toBe(true));
  it('waits when a script broke', () => expect(mustWait(new TypeError('x'))).toBe(true));
});
