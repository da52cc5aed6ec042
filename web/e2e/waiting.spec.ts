import { citizenReport, homelessReport, photoReport } from './moments';
import { PHONE, expect, expectAccessible, expectNoSideScroll, test } from './page';
import { wallPhoto } from './poster';

// The acceptor's queue. Each test brings its own report under a sender's category of its own, and works on that one.
const desk = (category: string): string => `/command/waiting?demo=acceptor&category=${encodeURIComponent(category)}`;
const WORKER = 40_000; // a report is decided by the worker, which on a loaded machine takes a while
const own = (what: string): string => `${what}${Date.now()}`;

test('one report is completed by keyboard alone', async ({ page }) => {
  const category = own('来路不明');
  const { receipt, code } = await homelessReport(page, '路边一堆东西', category);
  await page.goto(desk(category));
  await expect(page.locator('.desk')).toContainText(receipt, { timeout: WORKER });
  await expectAccessible(page);
  await page.keyboard.press('m');
  await page.keyboard.type('乱堆杂物');
  await expect(page.locator('.matter-picker .found li').first()).toContainText('乱堆杂物');
  await page.keyboard.press('Enter');
  await page.keyboard.press('l');
  await page.keyboard.type('公园');
  await expect(page.locator('.place-picker .found button').first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.locator('.desk .notice.good')).toContainText('已定位');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('没有等待补全的上报')).toBeVisible();
  await expect.poll(async () => ((await (await page.request.get(`/api/track/${receipt}?code=${code}`)).json()) as { ticket: string | null }).ticket, { timeout: 30_000 }).not.toBeNull();
});

test('one is rejected with a reason, which the reporter reads', async ({ page }) => {
  const category = own('无从处理');
  const { receipt, code } = await homelessReport(page, '随便说说', category);
  await page.goto(desk(category));
  await expect(page.locator('.desk')).toContainText(receipt, { timeout: WORKER });
  await page.keyboard.press('r');
  await expect(page.getByRole('textbox', { name: '理由，上报人会看到' })).toBeFocused();
  await page.keyboard.type('没有写明地点和事情，请补充后重新上报');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('没有等待补全的上报')).toBeVisible();
  await page.goto(`/track/${receipt}?code=${code}`);
  await expect(page.locator('.steps')).toContainText('没有写明地点和事情，请补充后重新上报');
});

test('a whole category becomes one matter, and the mapping is undone', async ({ page }) => {
  test.setTimeout(4 * WORKER);
  const category = own('外来类别');
  for (const text of ['甲处', '乙处']) await citizenReport(page, text, category);
  await page.goto('/command/waiting?demo=acceptor&tab=groups');
  const group = page.locator('.groups li').filter({ hasText: category });
  await expect(group).toContainText('2 件', { timeout: WORKER });
  await group.getByRole('button', { name: /全部归为/ }).click();
  await group.getByRole('textbox').fill('暴露垃圾');
  await group.locator('.found button').first().click();
  await group.getByRole('button', { name: new RegExp(`把「${category}」的 2 件归为`) }).click();
  await expect(page.getByRole('status').filter({ hasText: '正在后台处理' })).toBeVisible();
  const mapping = page.locator('.groups li').filter({ hasText: `${category} →` });
  await expect(mapping).toContainText('垃圾');
  await page.goto(desk(category));
  await expect(page.getByText('没有等待补全的上报')).toBeVisible({ timeout: WORKER });
  await page.goto('/command/waiting?demo=acceptor&tab=groups');
  await mapping.getByRole('button', { name: '撤销' }).click();
  await expect(mapping).toHaveCount(0);
  await citizenReport(page, '丙处', category);
  await page.goto(desk(category));
  await expect(page.locator('.desk')).toContainText(category, { timeout: WORKER }); // from now on it waits again
});

test('a photo without a word proposes its matter and says what it shows, in both languages, and one key takes it', async ({ page }) => {
  test.setTimeout(5 * WORKER);
  const shots = process.env['ZHICHENG_SHOTS'];
  await page.goto('/');
  const category = own('zq');
  const { receipt } = await photoReport(page, await wallPhoto(page, ['办证 刻章', '电话 13800001111']), category);
  await page.goto(desk(category));
  const first = page.locator('.candidate').first();
  await expect(async () => {
    await page.reload();
    await expect(page.locator('.desk')).toContainText(receipt);
    await expect(first).toContainText('照片：广告文字', { timeout: 5_000 });
  }).toPass({ timeout: 3 * WORKER }); // the worker looks at it first
  await expect(first).toContainText('非法小广告');
  await expectAccessible(page);
  if (shots !== undefined) await page.screenshot({ path: `${shots}/photo-votes.png` });
  await page.goto(`${desk(category)}&lang=en`);
  await expect(first).toContainText('Illegal stickers');
  await expect(first).toContainText('photo: advertising text');
  if (shots !== undefined) await page.screenshot({ path: `${shots}/photo-votes-en.png` });
  const wide = page.viewportSize();
  await page.setViewportSize(PHONE);
  await expectNoSideScroll(page);
  if (shots !== undefined) await page.screenshot({ path: `${shots}/photo-votes-phone.png`, fullPage: true });
  if (wide !== null) await page.setViewportSize(wide);
  await page.goto(`${desk(category)}&lang=zh`);
  await expect(first).toBeVisible();
  await page.keyboard.press('1');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('没有等待补全的上报')).toBeVisible();
});

test('who is no acceptor is told whose desk this is', async ({ page }) => {
  await page.goto('/command/waiting?demo=dispatcher');
  await expect(page.getByText('这个队列由受理员办理')).toBeVisible();
});
