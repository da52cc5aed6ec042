import type { BrowserContext, Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { demoToken, expect } from './page';

// A phone on the spot. The server's two doors for cases (kit and log) are played here where a test is about having no network, or about
// what a refusal looks like; the page, its engine, its log and its drawing are the real ones.

type Pack = { violations: { id: string; name: string; name_en: string; article: string; matters: string[]; stages: { pre: string; fine: { citizen: [number, number]; org: [number, number] } }[] }[] };
const pack = JSON.parse(readFileSync('../zhicheng/law/packs/zhejiang/violations.json', 'utf8')) as Pack;
const leniency = (JSON.parse(readFileSync('../zhicheng/law/packs/zhejiang/leniency.json', 'utf8')) as { leniency: { violation: string; kind: string; conditions: string[] }[] }).leniency;

export type Sent = { key: string; local: string; do: string; at: string; step?: string; papers?: { kind: string; number: string }[] };
export type Server = { got: Sent[]; pictures: string[]; refuse: Record<string, { code: string; detail: string; detail_en: string }>; on: boolean };
const WORDS: Record<string, string> = { D10: '当罚', D30: '责改', D31: '不罚', D32: '教' };

export function kitFor(account: number, left = 10): object {
  const year = Number(new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 4));
  const certified = { certified: true, certificate_to: '2032-01-01' };
  return {
    at: new Date().toISOString(), region: '330000', config: { jurisdiction: '330000' },
    agency: { name: '青澜市西湾区综合行政执法局', short: '青西综执', address: '青澜市西湾区府前路 1 号', phone: '0570-8800110', reconsideration: '青澜市西湾区人民政府', court: '青澜市西湾区人民法院', pay_channel: '“青澜缴费”小程序' },
    crew: [
      { member: 1, account, kind: 'officer', name: '周正', certificate: '33010019001', ...certified }, { member: 2, account: null, kind: 'officer', name: '林岚', certificate: '33010019002', ...certified },
      { member: 3, account: null, kind: 'officer', name: '王强', certificate: '33010019003', certified: false, certificate_to: '2025-12-31' }, { member: 4, account: null, kind: 'assistant', name: '小陈', certificate: '', certified: false, certificate_to: null },
    ],
    violations: pack.violations.map((v) => {
      const mild = leniency.find((l) => l.violation === v.id);
      return { id: v.id, name: v.name, name_en: v.name_en, article: v.article, prohibits: [v.article], matters: v.matters, stages: [], lenient: mild?.kind ?? '', conditions: mild?.conditions ?? [] };
    }),
    blocks: Object.entries(WORDS).map(([kind, word]) => ({ kinds: [kind], agency: '青西综执', word, year, first: 1, last: left, next: 1 })),
  };
}

/** Plays the two doors of cases for a browser; `on` false: no network behind them. */
export async function playServer(context: BrowserContext, account: number, left = 10): Promise<Server> {
  const server: Server = { got: [], pictures: [], refuse: {}, on: true };
  const json = (body: unknown): { status: number; contentType: string; body: string } => ({ status: 200, contentType: 'application/json', body: JSON.stringify(body) });
  await context.route('**/api/field/kit*', (route) => (server.on ? route.fulfill(json(kitFor(account, left))) : route.abort('internetdisconnected')));
  await context.route('**/api/field/cases', async (route) => {
    if (!server.on) return route.abort('internetdisconnected');
    const { items } = route.request().postDataJSON() as { items: Sent[] };
    const results = items.map((item) => {
      const no = server.refuse[item.step ?? item.do];
      if (no !== undefined) return { key: item.key, outcome: 'refused', ...no };
      const known = server.got.some((g) => g.key === item.key);
      if (!known) server.got.push(item);
      return { key: item.key, outcome: known ? 'known' : 'accepted', case: '青西-2026-0001', case_id: 7 };
    });
    return route.fulfill(json({ results }));
  });
  await context.route('**/api/cases/*', (route) => (server.on ? route.fulfill(json({ case: { area: '330106' } })) : route.abort('internetdisconnected')));
  await context.route('**/api/evidence', async (route) => {
    if (!server.on) return route.abort('internetdisconnected');
    server.pictures.push(/name="sha256"\r\n\r\n([0-9a-f]{64})/.exec(route.request().postDataBuffer()?.toString('latin1') ?? '')?.[1] ?? '');
    return route.fulfill(json({ id: server.pictures.length }));
  });
  return server;
}

export async function accountOf(page: Page, key: string): Promise<number> {
  const { token } = await demoToken(page, key);
  const session = (await (await page.request.get('/api/session', { headers: { Authorization: `Bearer ${token}` } })).json()) as { account: { id: number } };
  return session.account.id;
}

/** A real picture, so that there is something to take a digest of. */
export const photo = (name = 'stall.png'): { name: string; mimeType: string; buffer: Buffer } => ({ name, mimeType: 'image/png', buffer: readFileSync('../docs/images/field.png') });

/** A name on glass: some strokes with the mouse. The page may still be moving under it (a notice comes, a slip is drawn): then again. */
export async function signOn(page: Page, nth: number): Promise<void> {
  const glass = page.locator('.glass').nth(nth);
  await expect(async () => {
    await glass.evaluate((e) => e.scrollIntoView({ block: 'center' })); // not under the bar at the bottom
    const box = await glass.locator('canvas').boundingBox();
    if (box === null) throw new Error('no glass');
    await page.mouse.move(box.x + 40, box.y + 30);
    await page.mouse.down();
    for (let i = 1; i <= 14; i += 1) await page.mouse.move(box.x + 40 + 15 * i, box.y + 30 + (i % 2 === 0 ? 0 : 50));
    await page.mouse.up();
    await expect(glass.getByRole('button', { name: '重签' })).toBeEnabled({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
}

/** Waits until the phone is ready for the street: page, engine and kit are kept. */
export async function ready(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect.poll(() => page.evaluate(async () => (await (await caches.open('zhicheng-engine')).keys()).length), { timeout: 60_000 }).toBe(6);
}

/** A job on the spot, as the phone would have been sent to it: somebody litters, the crew stands there. */
export async function playJob(context: BrowserContext, matter = '06010'): Promise<number> {
  const now = new Date().toISOString();
  const ticket = { no: 'T-1', state: 'handling', matter: { code: matter, name: '乱扔垃圾', name_en: 'Littering' }, address: '柳浪街 12 号门前人行道', lng: 120.1531, lat: 30.2472, lamp: 'green', remaining_s: 1800 };
  const job = { id: 4711, kind: 'handle', ticket, state: 'arrived', offered_at: now, answer_by: null, reason: '', reason_en: '', travel_s: 0, route: null, text: '有人在人行道上乱扔垃圾', photos: [], file_condition: null, close_condition: null, needs_two_certificates: true, steps: [] };
  await context.route('**/api/field/jobs', (route) => route.fulfill({ status: 200, contentType: 'application/json', body: JSON.stringify({ jobs: [job] }) }));
  return job.id;
}
