import { randomUUID } from 'node:crypto';
import type { Browser, Locator, Page } from '@playwright/test';
import { expectEnglish, watchNames } from './english';
import { asked, inCity, streetArea } from './neighbours';
import { expect, expectAccessible, expectNoSideScroll, PHONE, PICTURE, test } from './page';

type Firm = { id: number; name: string; area: string; polygon: [number, number][]; lng: number; lat: number; radius: number; active: boolean };
type Link = { kind: string; url: string };
type Spot = { lng: number; lat: number };
const THINGS = [['03001', '垃圾桶满溢'], ['06010', '有人乱扔垃圾'], ['06012', '路边堆着建筑垃圾'], ['01001', '井盖翘起'], ['04001', '行道树倒伏']] as const;

/** Spots of the firm's ground, spread out, that lie in nobody else's. */
function spotsIn(firm: Firm, others: readonly Firm[], many: number): Spot[] {
  const [xs, ys] = [firm.polygon.map((p) => p[0]), firm.polygon.map((p) => p[1])];
  const inside: Spot[] = [];
  for (const up of [0.2, 0.4, 0.6, 0.8]) for (const across of [0.2, 0.5, 0.8]) {
    const spot = { lng: Math.min(...xs) + across * (Math.max(...xs) - Math.min(...xs)), lat: Math.min(...ys) + up * (Math.max(...ys) - Math.min(...ys)) };
    if (!others.some((o) => near(o, spot))) inside.push(spot);
  }
  expect(inside.length, 'free ground in the drawn area').toBeGreaterThanOrEqual(many);
  return inside.sort(() => Math.random() - 0.5).slice(0, many);
}

const near = (firm: Firm, spot: Spot): boolean => Math.hypot((firm.lng - spot.lng) * 96_000, (firm.lat - spot.lat) * 111_000) < firm.radius + 20;

const cardOf = (page: Page, name: string): Locator => page.locator('section.card').filter({ has: page.locator('strong', { hasText: name }) }); // not those that share its ground

/** The firm's phone: a browser of its own with the link and no account. */
async function phoneAt(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: PHONE, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  const phone = await context.newPage();
  await phone.goto(url);
  return phone;
}

async function answer(phone: Page, words: string): Promise<void> {
  await phone.getByLabel('做了什么').fill(words);
  await phone.locator('input[type=file]').first().setInputFiles({ name: 'done.png', mimeType: 'image/png', buffer: PICTURE });
  await expect(phone.locator('.community-photos img')).toBeVisible();
  await phone.getByRole('button', { name: '已处理，拍照反馈' }).click();
}

/** Its page in English and large type: no Chinese sentence, nothing that sticks out. */
async function lookAtEnglish(phone: Page, url: string, shown: string, names: readonly string[]): Promise<void> {
  const allowed = watchNames(phone);
  for (const name of names) allowed.add(name);
  await phone.goto(`${url}?lang=en&large=1`);
  await expect(phone.getByText(shown)).toBeVisible();
  await expectEnglish(phone, allowed, url);
  await expectAccessible(phone);
  await expectNoSideScroll(phone);
  await phone.goto(`${url}?lang=zh&large=0`);
}

test('a firm’s duty area is drawn, what lies in it is the firm’s first, and its own-repair rate is public', async ({ page, browser }) => {
  test.setTimeout(180_000);
  const name = `河畔物业 ${Date.now() % 100_000}`;
  for (const old of (await asked<Firm[]>(page, 'manager', '/api/community/firms')).filter((f) => f.active && f.name.startsWith('河畔物业'))) {
    await asked(page, 'manager', `/api/community/firms/${old.id}`, { ...old, cells: [], active: false }, 'put'); // of a try before: who registered first is asked first
  }
  await page.goto('/command/community/firms?demo=manager');
  await page.getByRole('button', { name: '登记责任单位' }).click();
  await page.getByLabel('单位名称').fill(name);
  await page.getByLabel('联系人').fill('老陈');
  await page.getByLabel('电话').fill('13700000001');
  const west = 30 + 130 * Math.floor(Math.random() * 2) + 610 * Math.floor(Math.random() * 2); // tried again, it is other ground with nothing known on it
  for (const [x, y] of [[west, 40], [west + 120, 40], [west + 120, 160], [west, 160]] as const) await page.locator('.community-map canvas').click({ position: { x, y } });
  await expect(page.getByText('已点 4 个点')).toBeVisible();
  await expect(page.getByText(/约 \d+ 平方米/)).toBeVisible();
  await expectAccessible(page);
  await page.locator('form').getByRole('button', { name: '登记责任单位' }).click();
  const card = cardOf(page, name);
  await expect(card.getByText('还没有交办')).toBeVisible();

  const firms = await asked<Firm[]>(page, 'manager', '/api/community/firms');
  const firm = firms.find((f) => f.name === name);
  if (firm === undefined) throw new Error('the firm is registered');
  for (const [i, spot] of spotsIn(firm, firms.filter((f) => f.id !== firm.id), THINGS.length).entries()) {
    const [category, text] = THINGS[i] ?? THINGS[0];
    const sent = await page.request.post('/api/reports', { data: { key: randomUUID(), category, text, ...spot } });
    expect(sent.status(), await sent.text()).toBe(201);
  }
  let links: Link[] = [];
  await expect.poll(async () => (links = await asked<Link[]>(page, 'manager', `/api/community/firms/${firm.id}/links`)).length, { message: 'all five are offered to the firm', timeout: 90_000 }).toBe(THINGS.length);

  await card.getByRole('button', { name: '待办和链接' }).click();
  await expect(card.locator('.community-url')).toHaveCount(THINGS.length);
  await expectAccessible(page);
  await expectNoSideScroll(page);
  const url = (await card.locator('.community-url').first().getAttribute('href')) ?? '';
  const phone = await phoneAt(browser, url);
  await expect(phone.getByText(`${name}：请先看看这件事`)).toBeVisible();
  await expect(phone.getByText(/请在 .* 前处理/)).toBeVisible();
  await expect(phone.getByText('待处理')).toBeVisible();
  await lookAtEnglish(phone, url, 'to be done', [name]);
  await phone.getByLabel('做了什么').fill('已清运');
  await phone.getByRole('button', { name: '已处理，拍照反馈' }).click();
  await expect(phone.getByRole('alert')).toContainText('照片');
  await answer(phone, '已清运');
  await expect(phone.getByText('已反馈，谢谢')).toBeVisible();
  await expectAccessible(phone);
  for (const { url: next } of links.filter((l) => !url.endsWith(l.url)).slice(0, 3)) {
    await phone.goto(next);
    await answer(phone, '已处理');
    await expect(phone.getByText('已反馈，谢谢')).toBeVisible();
  }
  const left = await asked<Link[]>(page, 'manager', `/api/community/firms/${firm.id}/links`);
  expect(left).toHaveLength(1);
  await phone.goto(left[0]?.url ?? '');
  await phone.getByText('不是我们的，或处理不了').click();
  await phone.getByLabel('理由').fill('不在红线内');
  await phone.getByRole('button', { name: '发送' }).click();
  await expect(phone.getByText('已答复不处理')).toBeVisible();

  await page.reload();
  await expect(card.getByText('自行处理 4/5')).toBeVisible();
  await phone.goto('/open/figures');
  const row = phone.getByRole('row').filter({ hasText: name });
  await expect(row.getByRole('cell').nth(0)).toHaveText('5');
  await expect(row.getByRole('cell').nth(1)).toHaveText('4');
  await expectNoSideScroll(phone);
  await phone.context().close();
});

test('what a joint meeting gives a firm reaches it by a link: the task, its limit, and the firm’s answer', async ({ page, browser }) => {
  test.setTimeout(120_000);
  await asked(page, 'manager', '/api/community/terms', { values: { 'meetings.notice_days': 0 } }, 'put');
  const { no } = await asked<{ no: string }>(page, 'street', '/api/community/meetings', { area: await streetArea(page), starts_at: await inCity(page, 20), place: '会议室' });
  const firm = (await asked<Firm[]>(page, 'street', '/api/community/firms')).find((f) => f.name === '安居物业（示范）');
  if (firm === undefined) throw new Error('the demo has a property firm');
  await page.goto(`/together/community/meetings/${no}?demo=street`);
  await page.getByRole('button', { name: '开会' }).click();
  const said = [`楼道堆物清到车棚 ${Date.now() % 100_000}`, `加装一盏路灯 ${Date.now() % 100_000}`] as const;
  for (const text of said) {
    const form = page.locator('details').filter({ hasText: '另立决议' });
    if (!(await form.getByLabel('要做什么').isVisible())) await form.locator('summary').click();
    await form.getByLabel('要做什么').fill(text);
    await form.getByLabel('由责任单位办（发链接）').selectOption({ label: firm.name });
    await expect(form.getByLabel('责任单位或人')).toHaveValue(firm.name);
    await form.getByLabel('期限（天）').fill('7');
    await form.getByRole('button', { name: '形成决议' }).click();
    await expect(page.locator('.community-item').filter({ hasText: text }).getByText('已议定')).toBeVisible();
  }
  await expectAccessible(page);

  await page.goto('/together/community/firms?demo=street');
  const card = cardOf(page, firm.name);
  await card.getByRole('button', { name: '待办和链接' }).click();
  const linkOf = async (text: string): Promise<string> => (await card.locator('.community-item').filter({ hasText: text }).locator('.community-url').getAttribute('href')) ?? '';
  const url = await linkOf(said[0]);
  const phone = await phoneAt(browser, url);
  await expect(phone.getByRole('heading', { name: said[0] })).toBeVisible();
  await expect(phone.getByText(`${firm.name}：`)).toContainText(no);
  await expect(phone.getByText(/请在 .* 前办结/)).toBeVisible();
  await lookAtEnglish(phone, url, 'to be done', [firm.name, said[0]]);
  await answer(phone, '已清空');
  await expect(phone.getByText('已办结，谢谢')).toBeVisible();
  await expect(phone.getByText('已清空')).toBeVisible();
  await phone.goto(await linkOf(said[1]));
  await phone.getByText('办不成').click();
  await phone.getByLabel('理由').fill('要供电公司同意');
  await phone.getByRole('button', { name: '发送' }).click();
  await expect(phone.getByText('已答复未办成')).toBeVisible();
  await expectAccessible(phone);
  await expectNoSideScroll(phone);
  await phone.context().close();

  await page.goto(`/together/community/meetings/${no}?demo=street`);
  const item = (text: string): Locator => page.locator('.community-item').filter({ hasText: text });
  await expect(item(said[0]).getByText('已办结')).toBeVisible();
  await expect(item(said[1]).getByText('要供电公司同意')).toBeVisible();
});
