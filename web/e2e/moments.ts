import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { demoToken, dispatcher, expect } from './page';

// Moments that a test needs and a living city offers only now and then: made through the public doors, with ordinary roles.

type Row = { no: string; state: string };
type Point = { lng: number; lat: number };

async function ask<T>(page: Page, path: string): Promise<T> {
  return (await (await page.request.get(path, await dispatcher(page))).json()) as T;
}

/** Somewhere in the city, each time somewhere else, so that no report is taken for one that is known. */
async function somewhere(page: Page): Promise<Point> {
  const { city } = await ask<{ city: { centre: [number, number] } }>(page, '/api/session');
  const off = (): number => (Math.random() - 0.5) * 0.02;
  return { lng: city.centre[0] + off(), lat: city.centre[1] + off() };
}

type Receipt = { receipt: string; code: string };

/** A citizen reports something, somewhere in the city. */
export async function citizenReport(page: Page, text = '路边堆了一堆建筑垃圾', category = ''): Promise<Receipt> {
  const sent = await page.request.post('/api/reports', { data: { key: randomUUID(), text, ...(category === '' ? {} : { category }), ...(await somewhere(page)) } });
  expect(sent.status(), await sent.text()).toBe(201);
  return (await sent.json()) as Receipt;
}

/** A report that names no place and a category that is none of ours: it waits for an acceptor. */
export async function homelessReport(page: Page, text: string, category: string): Promise<Receipt> {
  const sent = await page.request.post('/api/reports', { data: { key: randomUUID(), text, category } });
  expect(sent.status(), await sent.text()).toBe(201);
  return (await sent.json()) as Receipt;
}

/** A citizen sends a photo and not a word, somewhere in the city. */
export async function photoReport(page: Page, photo: Buffer, category: string): Promise<Receipt> {
  const kept = await page.request.post('/api/photos', { multipart: { file: { name: 'a.jpg', mimeType: 'image/jpeg', buffer: photo } } });
  expect(kept.ok(), await kept.text()).toBe(true);
  const { id } = (await kept.json()) as { id: string };
  const sent = await page.request.post('/api/reports', { data: { key: randomUUID(), text: '', category, photos: [id], ...(await somewhere(page)) } });
  expect(sent.status(), await sent.text()).toBe(201);
  return (await sent.json()) as Receipt;
}

/** A citizen reports a cable that hangs down: the owners of cables have no phones of ours, so their office gets a one-time link. */
export async function unitLink(page: Page): Promise<string> {
  const { receipt, code } = await citizenReport(page, '线缆脱落，垂到人行道上', '10002');
  let link: string | null = null;
  await expect.poll(async () => {
    const { ticket } = (await (await page.request.get(`/api/track/${receipt}?code=${code}`)).json()) as { ticket: string | null };
    if (ticket === null) return null;
    const { assignments } = await ask<{ assignments: { link: string | null }[] }>(page, `/api/tickets/${ticket}`);
    return (link = assignments.find((a) => a.link !== null)?.link ?? null);
  }, { message: 'the unit without phones gets its link', timeout: 30_000 }).not.toBeNull();
  return link ?? '';
}

/** The phone of a patrol that has nothing to do and may take cases: whoever holds it is soon asked to go somewhere. */
export async function idlePhone(page: Page): Promise<string> {
  let key: string | undefined;
  await expect.poll(async () => {
    const { crews } = await ask<{ crews: { id: number; kind: string; state: string }[] }>(page, '/api/command/map');
    for (const { id } of crews.filter((c) => c.kind === 'patrol' && c.state === 'idle')) {
      if (await takesCases(page, `crew-${id}`)) return (key = `crew-${id}`);
    }
    return undefined;
  }, { message: 'a patrol with two valid certificates is idle', timeout: 60_000 }).toBeDefined();
  return key ?? '';
}

/** One officer in twenty of the demo holds a certificate that has run out; his crew is passed over. */
async function takesCases(page: Page, key: string): Promise<boolean> {
  const headers = { Authorization: `Bearer ${(await demoToken(page, key)).token}` };
  const { crew } = (await (await page.request.get('/api/field/me', { headers })).json()) as { crew: { no_cases: unknown } | null };
  return crew?.no_cases === null;
}

/** A ticket that is closed: nothing moves it any more. The first of a new city takes about a minute. */
export async function closedTicket(page: Page): Promise<Row> {
  let found: Row | undefined;
  await expect.poll(async () => {
    for (const state of ['evaluated', 'closed']) found ??= (await ask<{ items: Row[] }>(page, `/api/tickets?state=${state}&limit=1`)).items[0];
    return found;
  }, { message: 'a ticket is closed', timeout: 150_000, intervals: [1_000] }).toBeDefined();
  return found ?? { no: '', state: '' };
}
