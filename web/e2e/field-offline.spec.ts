import type { BrowserContext, Page } from '@playwright/test';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Hand, fine, kill, openLitter, phone } from './hand';
import { idlePhone } from './moments';
import { PHONE, demoToken, expect, test } from './page';
import { photo, ready } from './spot';

// Nothing is played here: the demo's own server, a phone whose network is gone, a browser that is closed in between.

test.use({ viewport: PHONE });
test.describe.configure({ timeout: 300_000 });

type Sent = { items: { key: string; do: string; step?: string }[] };
type File = { case: { id: number; procedure: string; amount: number; stage: string }; papers: { kind: string; number: string; state: string }[] };

/** What goes up to the two doors of cases: sending twice would be seen here. */
function overhear(context: BrowserContext): { items: string[]; pictures: number } {
  const heard = { items: [] as string[], pictures: 0 };
  context.on('requestfinished', (request) => {
    if (request.method() !== 'POST') return;
    const { pathname } = new URL(request.url());
    if (pathname === '/api/field/cases') heard.items.push(...(request.postDataJSON() as Sent).items.map((i) => i.step ?? i.do));
    if (pathname === '/api/evidence') heard.pictures += 1;
  });
  return heard;
}

test('no network, the browser closed in between, then a network: the office has the case, the number, the picture, once', async ({ baseURL, page: outside }) => {
  const key = await idlePhone(outside);
  const profile = mkdtempSync(`${tmpdir()}/phone`);
  let context: BrowserContext | null = null;
  const line = async (off: boolean): Promise<void> => { await context?.setOffline(off); };
  const away = async (): Promise<void> => { await context?.close(); };
  const start = async (path: string, offline: boolean): Promise<Page> => {
    context = await phone(profile, baseURL ?? '', offline);
    const page = context.pages()[0] ?? await context.newPage();
    await page.goto(path);
    return page;
  };
  try {
    let page = await start(`/field/case/new?demo=${key}`, false);
    await expect(page.getByText('在场执法人员')).toBeVisible({ timeout: 30_000 });
    await ready(page);
    await expect(page.locator('.hold-bar.mine')).toContainText(/放慢到 \d+×/, { timeout: 90_000 }); // the city runs slowly for whoever holds a phone; until then this phone's clock would run ahead of it
    await line(true);
    const first = new Hand(page);
    await openLitter(first, 'typed');
    await page.getByText('造成危害后果？').locator('xpath=ancestor::section[1]').getByRole('button', { name: '否' }).click();
    await expect(page.getByText(/3 条待上传/)).toBeVisible();
    const address = new URL(page.url()).pathname;
    await away();

    page = await start(`${address}?demo=${key}`, true); // as the phone's app begins when it is opened again in the underpass
    await expect(page.getByText(/3 条待上传/)).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole('button', { name: /^当场处罚/ })).toBeEnabled({ timeout: 60_000 });
    const hand = new Hand(page);
    await fine(hand);
    const number = (await page.locator('.notice.good').innerText()).split('\n').at(-1) ?? '';
    expect(number).toMatch(/当罚〔\d{4}〕\d+号/);
    await expect(page.locator('.slip canvas')).toBeVisible();
    await hand.tap('完成');
    await expect(page.getByText(/4 条待上传/)).toBeVisible();
    await hand.look('offline-done');

    const heard = overhear(context as unknown as BrowserContext);
    await line(false);
    await expect(page.getByText(/条待上传/)).toHaveCount(0, { timeout: 180_000 });
    await expect(page.locator('.refusal')).toHaveCount(0);
    expect({ ...heard, items: [...new Set(heard.items)] }).toEqual({ items: ['open', 'amend', 'T10'], pictures: 1 }); // on a busy machine the city falls behind this phone’s clock: a step of a moment to come is asked again; below, the file has it once
    const no = await page.locator('.spot .chip.grey').first().innerText();
    const headers = { Authorization: `Bearer ${(await demoToken(outside, 'legal_reviewer')).token}` };
    const asked = async (): Promise<File> => (await (await outside.request.get(`/api/cases/${no}`, { headers })).json()) as File;
    const file = await asked();
    expect(file.case).toMatchObject({ procedure: 'simple', amount: 5000 });
    await expect.poll(async () => (await asked()).papers.map((p) => `${p.kind} ${p.number} ${p.state}`), { timeout: 60_000 }).toEqual([`D10 ${number} final`]);
    const pieces = (await (await outside.request.get(`/api/evidence?about=case:${file.case.id}`, { headers })).json()) as { sha256: string }[];
    expect(pieces.map((p) => p.sha256)).toEqual([createHash('sha256').update(photo().buffer).digest('hex')]);
  } finally {
    await away().catch(() => undefined);
    kill(profile);
    rmSync(profile, { recursive: true, force: true });
  }
});

test('too much for the spot: the officer asks with no network, the squad head finds it on his desk', async ({ page, context }) => {
  const key = await idlePhone(page);
  await page.goto(`/field/case/new?demo=${key}`);
  await expect(page.getByText('在场执法人员')).toBeVisible({ timeout: 30_000 });
  await ready(page);
  await expect(page.locator('.hold-bar.mine')).toContainText(/放慢到 \d+×/, { timeout: 90_000 });
  await context.setOffline(true);
  const hand = new Hand(page);
  await openLitter(hand, 'typed');
  await hand.tap('呈批：转普通程序');
  await hand.tap('当事人有异议，需要调查');
  await expect(page.getByText('已呈中队长决定')).toBeVisible();
  await hand.look('asked');
  await context.setOffline(false);
  await expect(page.getByText(/条待上传/)).toHaveCount(0, { timeout: 180_000 });
  await expect(page.locator('.refusal')).toHaveCount(0);
  const no = await page.locator('.spot .chip.grey').first().innerText();
  const headers = { Authorization: `Bearer ${(await demoToken(page, 'legal_reviewer')).token}` };
  const { motions } = (await (await page.request.get(`/api/cases/${no}`, { headers })).json()) as { motions: { step: string; state: string; waits_for: string }[] };
  expect(motions).toMatchObject([{ step: 'T12', state: 'asked', waits_for: 'squad_head' }]);
});
