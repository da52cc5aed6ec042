import type { BrowserContext, Page } from '@playwright/test';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { CARD, Hand, PARTY, fine, kill, openLitter, phone } from './hand';
import { cardPhoto } from './idCard';
import { idlePhone } from './moments';
import { PHONE, demoKey, demoToken, expect, expectAccessible, expectNoSideScroll, test } from './page';
import { type Server, accountOf, photo, playJob, playServer, ready, signOn } from './spot';

// One simple case from "stall seen" to paper in hand, with no network, its taps counted; and whatever kills the browser on the way
// loses nothing that the officer was told of.

test.use({ viewport: PHONE, hasTouch: true });
test.describe.configure({ timeout: 240_000 });

/** What the log holds, by what stands open in it. */
const seen = (page: Page): Promise<string[]> => page.evaluate(async () => {
  const name = (await indexedDB.databases()).map((d) => d.name ?? '').find((n) => n.startsWith('zhicheng-cases.')) ?? '';
  const db = await new Promise<IDBDatabase>((resolve) => { const asked = indexedDB.open(name); asked.onsuccess = () => resolve(asked.result); });
  const log = await new Promise<{ do: string }[]>((resolve) => { const asked = db.transaction('log').objectStore('log').getAll(); asked.onsuccess = () => resolve(asked.result); });
  db.close();
  return log.map((e) => e.do);
});

/** The reader comes to the phone with the first card that it photographs; afterwards the page begins anew, so that nothing but what is kept is left of it. */
async function keepReader(page: Page, key: string): Promise<Buffer> {
  const card = await cardPhoto(page, { tilt: 2, scale: 0.8 });
  await page.goto(`/field/case/new?demo=${key}`);
  await expect(page.getByText('在场执法人员')).toBeVisible();
  await page.locator('input[aria-label="拍身份证"]').setInputFiles({ name: 'id.jpg', mimeType: 'image/jpeg', buffer: card });
  await expect(page.locator('.pick.on', { hasText: CARD.name })).toBeVisible({ timeout: 120_000 });
  await page.goto(`/field/case/new?demo=${key}`);
  await expect(page.getByText('在场执法人员')).toBeVisible();
  await expect(page.locator('.pick', { hasText: CARD.name })).toHaveCount(0); // nobody was remembered
  return card;
}

const WAYS = [[false, false, 'the party known'], [true, false, 'the party known, 200 % type'], [false, true, 'the party’s ID photographed'], [true, true, 'the party’s ID photographed, 200 % type']] as const;
for (const [large, card, words] of WAYS) {
  test(`one simple case with no network: at most 12 taps, nothing typed: ${words}`, async ({ page, context }) => {
    const key = await demoKey(page, '/field');
    const server = await playServer(context, await accountOf(page, key));
    await playJob(context);
    await page.goto(`/field/case/new?demo=${key}`);
    await ready(page);
    await expect(page.getByText('在场执法人员')).toBeVisible();
    const first = new Hand(page);
    await openLitter(first, 'typed'); // the phone meets the party once
    const unknown = card ? await keepReader(page, key) : null;
    if (large) await page.addStyleTag({ content: ':root { font-size: 32px !important; }' });
    server.on = false;
    await context.setOffline(true);
    await page.getByRole('button', { name: '返回' }).click();
    await page.locator('.job-open').click(); // the job that the crew was sent to
    await page.evaluate(() => scrollTo(0, 0));
    const hand = new Hand(page);
    await hand.tap('现场立案');
    await expect(page.getByText('在场执法人员')).toBeVisible();
    await openLitter(hand, unknown ?? 'known', true);
    await expectNoSideScroll(page);
    await hand.look(`case${card ? '-id' : ''}${large ? '-large' : ''}`);
    await page.evaluate(() => { window.print = () => { document.body.dataset['printed'] = String(document.querySelectorAll('#slip-print img').length); dispatchEvent(new Event('afterprint')); }; });
    await fine(hand, '出具并打印');
    await expect(page.locator('body')).toHaveAttribute('data-printed', '1');
    await hand.look(`issued${large ? '-large' : ''}`);
    await expectNoSideScroll(page);
    await expectAccessible(page);
    console.log(`    stall seen → paper in hand, offline, ${words}: ${hand.taps} taps, ${hand.typed} characters typed`);
    expect(hand.taps).toBeLessThanOrEqual(12);
    expect(hand.typed).toBe(0);
    await expect(page.getByText(/3 条待上传/)).toBeVisible();
    await context.setOffline(false);
    server.on = true;
    await expect(page.getByText(/条待上传/)).toHaveCount(0, { timeout: 30_000 });
    const decision = server.got.find((g) => g.step === 'T10');
    expect(decision?.papers?.map((p) => p.kind)).toEqual(['D10']);
    const opened = server.got.filter((g) => g.do === 'open').at(-1) as unknown as { party: { name: string; id_no: string; address?: string } };
    expect(opened.party).toMatchObject(card ? { name: CARD.name, id_no: CARD.id, address: CARD.address.join('') } : { name: PARTY.name, id_no: PARTY.id });
    expect(server.pictures).toContain(createHash('sha256').update(photo().buffer).digest('hex'));
  });
}

test('an order, a re-check, a refusal of the law on the phone and one of the server', async ({ page, context }) => {
  const key = await demoKey(page, '/field');
  const server = await playServer(context, await accountOf(page, key), 4);
  await page.goto(`/field/case/new?demo=${key}`);
  await expect(page.getByText('协管员，不计入两人')).toBeVisible();
  await expect(page.getByText(/执法证 .*已过期/)).toBeVisible();
  const hand = new Hand(page);
  await hand.tap('记录违法，开始办案');
  await expect(page.getByRole('alert')).toContainText('请先拍一张现场照片');
  await hand.shoot();
  await expect(page.locator('.pick.on', { hasText: /第\d+条/ })).toHaveCount(0); // with no job nothing is chosen beforehand
  await hand.tap('记录违法，开始办案');
  await expect(page.getByRole('alert')).toContainText('请选择违法行为');
  await hand.tap('其他违法行为');
  await hand.tap(/擅自占用公共场所设摊/);
  await page.getByLabel('地点').fill('柳浪街 12 号');
  await hand.tap(/林岚/); // leaves
  await expect(async () => { // the phone may still be looking for where it is
    await hand.tap('记录违法，开始办案');
    await expect(page.getByRole('alert')).toContainText('现有 1 人', { timeout: 1_000 });
  }).toPass();
  await hand.tap(/林岚/);
  await hand.tap('录入当事人');
  await hand.type('姓名', PARTY.name);
  await hand.type('身份证号', '330106198803151230');
  await hand.tap('确定');
  await expect(page.getByRole('alert')).toContainText('身份证号不对');
  await hand.type('身份证号', PARTY.id);
  await hand.tap('确定');
  await hand.tap('记录违法，开始办案');
  await expect(page.getByText('先责令改正：该条只罚拒不改正的。')).toBeVisible({ timeout: 60_000 });
  await expect(page.locator('.barred', { hasText: '当场处罚' })).toContainText('INV-36');
  await expectAccessible(page);
  await hand.tap(/^责令改正/);
  await hand.tap('出具文书');
  await expect(page.getByRole('alert')).toContainText('还缺 3 个签名');
  await hand.sign(0);
  await hand.sign(1);
  await page.getByText('当事人拒签').click();
  await hand.tap('当事人拒绝签名');
  server.refuse['T06'] = { code: 'INV-01', detail: '执法人员不得少于两人，现有 1 人持有效执法证。', detail_en: 'Two officers are needed, there is 1.' };
  await hand.tap('出具文书');
  await expect(page.getByText('还剩 3 个号，请联网')).toBeVisible(); // low water
  await hand.tap('完成');
  await expect(page.locator('.refusal')).toContainText('T06 被拒: INV-01');
  await expect(page.locator('.refusal')).toContainText('重办这一步');
  await hand.look('refused');
  delete server.refuse['T06'];
  await hand.tap(/^责令改正/);
  await expect(page.locator('.slip-card summary')).toContainText('2号'); // the number of the refused paper is not used again
  for (const nth of [0, 1, 2]) await hand.sign(nth);
  await hand.tap('出具文书');
  await hand.tap('完成');
  await expect.poll(() => server.got.filter((g) => g.step === 'T06').length).toBe(1);
  await hand.tap(/^复查/);
  await hand.tap('已改正');
  await hand.tap('完成');
  await expect(page.getByRole('button', { name: /^已改正，教育了结/ })).toBeVisible({ timeout: 30_000 });
});

test('a picture of the pocket printer is the slip on the screen', async ({ page, context }) => {
  const key = await demoKey(page, '/field');
  await playServer(context, await accountOf(page, key));
  await page.addInitScript(() => {
    const got: number[] = [];
    (window as unknown as { printedBytes: number[] }).printedBytes = got;
    Object.defineProperty(navigator, 'serial', { value: { requestPort: () => Promise.resolve({ open: () => Promise.resolve(), close: () => Promise.resolve(), writable: new WritableStream<Uint8Array>({ write: (part) => { for (const b of part) got.push(b); } }) }) } });
  });
  await page.goto(`/field/case/new?demo=${key}`);
  const hand = new Hand(page);
  await expect(page.getByText('在场执法人员')).toBeVisible();
  await openLitter(hand, 'typed');
  await fine(hand);
  await hand.tap('数据线打印机');
  await expect(page.getByText('已送打印')).toBeVisible();
  const { bytes, screen, width } = await page.evaluate(() => {
    const canvas = document.querySelector('.slip canvas') as HTMLCanvasElement;
    const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(0, 0, canvas.width, canvas.height);
    const dark = Array.from({ length: canvas.height }, (_, y) => Array.from({ length: canvas.width }, (_v, x) => ((data[4 * (y * canvas.width + x)] ?? 255) < 128 ? '1' : '0')).join(''));
    return { bytes: (window as unknown as { printedBytes: number[] }).printedBytes, screen: dark, width: canvas.width };
  });
  expect(width).toBe(576);
  const rows: string[] = [];
  for (let at = 2; bytes[at] === 0x1d && bytes[at + 1] === 0x76;) {
    const [across = 0, height = 0] = [(bytes[at + 4] ?? 0) + 256 * (bytes[at + 5] ?? 0), (bytes[at + 6] ?? 0) + 256 * (bytes[at + 7] ?? 0)];
    at += 8;
    for (let y = 0; y < height; y += 1, at += across) rows.push(bytes.slice(at, at + across).map((b) => b.toString(2).padStart(8, '0')).join(''));
  }
  expect(rows.length).toBe(screen.length);
  expect(rows.join('\n')).toBe(screen.join('\n'));
  expect(rows.join('').split('1').length).toBeGreaterThan(5_000); // there is something on it
});

test('a case of the spot with the real server: signed on glass, numbered from the block, taken in with its picture', async ({ page }) => {
  const key = await idlePhone(page);
  await page.goto(`/field/case/new?demo=${key}`);
  await expect(page.getByText('在场执法人员')).toBeVisible({ timeout: 30_000 });
  const hand = new Hand(page);
  await openLitter(hand, 'typed');
  await fine(hand);
  await hand.tap('完成');
  await expect(page.getByText(/条待上传/)).toHaveCount(0, { timeout: 60_000 });
  await expect(page.locator('.refusal')).toHaveCount(0);
  await hand.look('real');
  const no = await page.locator('.spot .chip.grey').first().innerText();
  const headers = { Authorization: `Bearer ${(await demoToken(page, key)).token}` };
  type File = { case: { id: number; procedure: string; amount: number }; papers: { kind: string; state: string }[] };
  const asked = async (): Promise<File> => (await (await page.request.get(`/api/cases/${no}`, { headers })).json()) as File;
  const file = await asked();
  expect(file.case).toMatchObject({ procedure: 'simple', amount: 5000 });
  await expect.poll(async () => (await asked()).papers.map((p) => `${p.kind} ${p.state}`), { timeout: 30_000 }).toContain('D10 final'); // a worker makes the file
  const pieces = (await (await page.request.get(`/api/evidence?about=case:${file.case.id}`, { headers })).json()) as { sha256: string }[];
  expect(pieces.map((p) => p.sha256)).toEqual([createHash('sha256').update(photo().buffer).digest('hex')]);
});

// Killed ------------------------------------------------------------------------------------------------------------------

test('a browser that is killed at every step loses nothing, and what was sent is sent once', async ({ baseURL, page: outside }) => {
  const profile = mkdtempSync(`${tmpdir()}/phone`);
  const key = await demoKey(outside, '/field');
  const account = await accountOf(outside, key);
  const server: { now: Server | null } = { now: null };
  const all: Server['got'] = [];
  let context: BrowserContext | null = null;
  const start = async (path: string, on: boolean): Promise<Page> => {
    context = await phone(profile, baseURL ?? '');
    server.now = await playServer(context, account);
    server.now.got.push(...all); // the same server, before and after
    server.now.on = on;
    const page = context.pages()[0] ?? await context.newPage();
    await page.goto(path);
    return page;
  };
  const die = async (): Promise<void> => {
    all.splice(0, all.length, ...(server.now?.got ?? []));
    kill(profile);
    await context?.close().catch(() => undefined);
  };
  try {
    let page = await start(`/field/case/new?demo=${key}`, true);
    await expect(page.getByText('在场执法人员')).toBeVisible();
    await ready(page);
    if (server.now !== null) server.now.on = false;
    await openLitter(new Hand(page), 'typed');
    const address = new URL(page.url()).pathname;
    expect(await seen(page)).toEqual(['open', 'evidence']);
    await die();

    page = await start(`${address}?demo=${key}`, false);
    await expect(page.getByRole('button', { name: /^当场处罚/ })).toBeEnabled({ timeout: 60_000 });
    await expect(page.getByText(/2 条待上传/)).toBeVisible();
    await page.getByText('造成危害后果？').locator('xpath=ancestor::section[1]').getByRole('button', { name: '否' }).click();
    await expect.poll(() => seen(page)).toEqual(['open', 'evidence', 'amend']);
    await die(); // right after the answer was given

    page = await start(`${address}?demo=${key}`, false);
    await expect(page.getByText(/3 条待上传/)).toBeVisible();
    await expect(page.getByText('造成危害后果？')).toHaveCount(0); // it is not asked again
    await new Hand(page).tap(/^当场处罚/);
    await expect(page.locator('.slip canvas')).toBeVisible({ timeout: 60_000 });
    await signOn(page, 0);
    await die(); // in the middle of signing: nothing was issued, nothing is half there

    page = await start(`${address}?demo=${key}`, false);
    await expect(page.getByText(/3 条待上传/)).toBeVisible();
    await expect(page.getByRole('button', { name: /^当场处罚/ })).toBeEnabled({ timeout: 60_000 });
    await fine(new Hand(page));
    const number = await page.locator('.notice.good').innerText();
    await die(); // the moment the officer reads "issued"

    page = await start(`${address}?demo=${key}`, false);
    await expect(page.getByText(/4 条待上传/)).toBeVisible();
    expect(number).toContain('当罚');
    expect(await page.locator('details.card', { hasText: '经过' }).innerText()).toContain('经过');
    await page.getByText(/^经过/).click();
    await expect(page.locator('.history')).toContainText(number.split('\n').at(-1) ?? 'no number');
    if (server.now !== null) server.now.on = true;
    await expect.poll(() => server.now?.got.length, { timeout: 30_000 }).toBeGreaterThan(0);
    await die(); // while it sends: some was heard, perhaps not all, and the phone may not know which

    page = await start(`${address}?demo=${key}`, true);
    await expect(page.getByText(/条待上传/)).toHaveCount(0, { timeout: 30_000 });
    expect(server.now?.got.map((g) => g.step ?? g.do)).toEqual(['open', 'amend', 'T10']);
    await die();
  } finally {
    kill(profile);
    rmSync(profile, { recursive: true, force: true });
  }
});

// Sealed and mended ---------------------------------------------------------------------------------------------------------

/** Every byte that lies in the log's database, as text; and whether its key can be read out. */
const lies = (page: Page): Promise<{ text: string; readable: boolean; rows: number }> => page.evaluate(async () => {
  const name = (await indexedDB.databases()).map((d) => d.name ?? '').find((n) => n.startsWith('zhicheng-cases.')) ?? '';
  const db = await new Promise<IDBDatabase>((resolve) => { const asked = indexedDB.open(name); asked.onsuccess = () => resolve(asked.result); });
  const all = async (table: string): Promise<unknown[]> => new Promise((resolve) => { const asked = db.transaction(table).objectStore(table).getAll(); asked.onsuccess = () => resolve(asked.result); });
  const words = (value: unknown): string => (value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? new TextDecoder().decode(value)
    : value !== null && typeof value === 'object' ? Object.entries(value).map(([k, v]) => `${k} ${words(v)}`).join(' ') : String(value));
  const [log, blobs, kept, keys] = [await all('log'), await all('blobs'), await all('kept'), await all('keys')] as [unknown[], unknown[], unknown[], { key: CryptoKey }[]];
  db.close();
  return { text: words([log, blobs, kept]), readable: keys.some((k) => k.key.extractable), rows: log.length };
});

test('what the phone keeps of a party is sealed, and goes with the sign-out when it was sent', async ({ page, context }) => {
  const key = await demoKey(page, '/field');
  const server = await playServer(context, await accountOf(page, key));
  await page.goto(`/field/case/new?demo=${key}`);
  await expect(page.getByText('在场执法人员')).toBeVisible();
  server.on = false;
  await openLitter(new Hand(page), 'typed');
  const kept = await lies(page);
  expect(kept.rows).toBe(2);
  for (const secret of [PARTY.name, PARTY.id, PARTY.id.slice(6, 14), '柳浪街']) expect(kept.text).not.toContain(secret);
  expect(kept.readable).toBe(false);
  await page.reload(); // the browser opens it again
  await expect(page.getByText(PARTY.name)).toBeVisible({ timeout: 30_000 });
  await signOutElsewhere(page); // with something unsent: that stays, sealed, and nothing else
  expect(await lies(page)).toMatchObject({ rows: 2, readable: false });
  expect(await page.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith('zhicheng.kept.')))).toEqual([]);
  server.on = true;
  await page.goto(`/field?demo=${key}`);
  await expect(page.getByText(/条待上传/)).toHaveCount(0, { timeout: 30_000 });
  await expect.poll(() => server.pictures.length, { timeout: 30_000 }).toBe(1);
  await signOutElsewhere(page);
  expect(await lies(page)).toMatchObject({ rows: 0 });
  expect((await lies(page)).text).not.toMatch(/sealed/);
});

const SHA = 'f'.repeat(64);

test('a log of before there was a key is sealed where it lies, and loses nothing', async ({ page, context }) => {
  const key = await demoKey(page, '/field');
  const account = await accountOf(page, key);
  const server = await playServer(context, account);
  server.on = false;
  await page.goto('/login');
  await page.evaluate(async ({ id, party, sha }) => {
    const db = await new Promise<IDBDatabase>((resolve) => {
      const asked = indexedDB.open(`zhicheng-cases.${id}`, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore('log', { keyPath: 'seq', autoIncrement: true }).createIndex('key', 'key', { unique: true });
        asked.result.createObjectStore('blobs', { keyPath: 'sha256' });
        asked.result.createObjectStore('kept', { keyPath: 'name' });
      };
      asked.onsuccess = () => resolve(asked.result);
    });
    const work = db.transaction(['log', 'blobs', 'kept'], 'readwrite');
    const base = { local: 'old', at: new Date().toISOString(), actors: [], state: 'waiting' };
    const place = { lng: 120.1, lat: 30.2, address: '柳浪街 12 号' };
    work.objectStore('log').add({ ...base, key: 'k1', do: 'open', body: { given: { violation: 'V.ZJ.litter' }, party: { kind: 'citizen', name: party.name, id_no: party.id }, place, facts_text: '', on_the_spot: true, colleague: 2, ticket: '' } });
    work.objectStore('log').add({ ...base, key: 'k2', do: 'evidence', body: { sha256: sha, name: 'a.jpg', type: 'image/jpeg', title: '', place } });
    work.objectStore('blobs').put({ sha256: sha, blob: new Blob(['picture'], { type: 'image/jpeg' }) });
    work.objectStore('kept').put({ name: 'parties', value: [{ kind: 'citizen', name: party.name, id_no: party.id }] });
    await new Promise((resolve) => { work.oncomplete = resolve; });
    db.close();
  }, { id: account, party: PARTY, sha: SHA });
  await page.goto(`/field/case/old?demo=${key}`);
  await expect(page.getByText(/2 条待上传/)).toBeVisible({ timeout: 30_000 });
  const { text, rows } = await lies(page);
  expect(rows).toBe(2);
  for (const secret of [PARTY.name, PARTY.id, '柳浪街', 'picture']) expect(text).not.toContain(secret);
  server.on = true;
  await expect(page.getByText(/条待上传/)).toHaveCount(0, { timeout: 30_000 });
  expect([server.got.length, server.pictures]).toEqual([1, [SHA]]);
});

/** By the account menu of another face, which knows nothing of cases. */
async function signOutElsewhere(page: Page): Promise<void> {
  await page.goto('/manage?demo=admin');
  await page.locator('.account .who').click();
  await page.getByRole('button', { name: '退出', exact: true }).click();
  await expect(page).toHaveURL(/login/);
}

test('an opening that the server refused is changed and sent again, with what follows it', async ({ page, context }) => {
  const key = await demoKey(page, '/field');
  const server = await playServer(context, await accountOf(page, key));
  server.refuse['open'] = { code: 'APL 40', detail: '地点不在辖区内，请核对。', detail_en: 'The place is in no district of ours: check it.' };
  await page.goto(`/field/case/new?demo=${key}`);
  await expect(page.getByText('在场执法人员')).toBeVisible();
  const hand = new Hand(page);
  await hand.shoot();
  await hand.type('地点', '写错的地方');
  await hand.tap('其他违法行为');
  await hand.tap(/随地吐痰便溺、乱扔废弃物/);
  await hand.tap('记录违法，开始办案');
  await expect(page.locator('.refusal')).toContainText('地点不在辖区内', { timeout: 30_000 });
  await expect(page.getByText('现在可以')).toHaveCount(0); // what was not taken has no next step
  await hand.look('mend');
  delete server.refuse['open'];
  await hand.tap('修改后重新上传');
  await expect(page.getByLabel('地点')).toHaveValue('写错的地方');
  await page.getByLabel('地点').fill('柳浪街 12 号门前人行道');
  await expectAccessible(page);
  await hand.tap('再次上传');
  await expect.poll(() => server.got.map((g) => (g as unknown as { place: { address: string } }).place.address), { timeout: 30_000 }).toEqual(['柳浪街 12 号门前人行道']);
  await expect.poll(() => server.pictures.length, { timeout: 30_000 }).toBe(1);
  await expect(page.locator('.refusal')).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^当场处罚/ })).toBeVisible({ timeout: 60_000 });
});
