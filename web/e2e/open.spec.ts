import type { Page } from '@playwright/test';
import { demoToken, expect, expectAccessible, expectNoSideScroll, PHONE, PICTURE, test } from './page';
import { expectEnglish, learnNames, watchNames } from './english';

const WITHDRAW = /^撤\s?下$/; // antd puts a space between two characters
const PAGES = ['', '/map', '/figures', '/promises', '/answers', '/leniency', '/cases', '/decisions', '/cameras'];

/** What people wrote, and what the city's sheets and statutes say, stays Chinese. */
async function learnOpen(page: Page, allowed: Set<string>): Promise<void> {
  const get = async <T>(path: string): Promise<T> => (await (await page.request.get(`/api/open${path}`)).json()) as T;
  const words: string[] = [];
  for (const a of await get<{ said: string; did: string }[]>('/answers')) words.push(a.said, a.did);
  for (const d of await get<{ facts: string; party: string; agency: string; place: string }[]>('/decisions')) words.push(d.facts, d.party, d.agency, d.place);
  for (const s of await get<{ condition: string; limit: string }[]>('/standards')) words.push(s.condition, s.limit);
  const index = await get<{ figures: string[]; cases: string[] }>('');
  for (const month of index.cases) for (const c of (await get<{ released_by: string; cases: { plain: string; lesson: string; place: string }[] }>(`/cases/${month}`)).cases) words.push(c.plain, c.lesson, c.place);
  for (const month of index.figures) {
    const one = await get<{ released_by: string; rows: { district_name: string }[]; units: { unit: string }[] }>(`/figures/${month}`);
    words.push(one.released_by, ...one.rows.map((r) => r.district_name), ...one.units.map((u) => u.unit));
  }
  for (const word of words) if (word !== '') allowed.add(word);
}

for (const lang of ['zh', 'en'] as const) {
  test(`every public page can be read on a phone, ${lang}`, async ({ page }) => {
    test.setTimeout(180_000);
    await page.setViewportSize(PHONE);
    const allowed = watchNames(page);
    await learnNames(page, allowed);
    await learnOpen(page, allowed);
    for (const path of PAGES) {
      await page.goto(`/open${path}?lang=${lang}`);
      await expect(page.locator('.open h1')).toBeVisible();
      await expect(page.locator('.spin')).toHaveCount(0);
      await expectAccessible(page);
      await expectNoSideScroll(page);
      if (lang === 'en' && path !== '/cameras') await expectEnglish(page, allowed, `/open${path}`);
    }
  });
}

test('a month: figures with n and interval, files whose digest is told, what each column means', async ({ page }) => {
  await page.goto('/open/figures');
  await expect(page.locator('.open-keys').getByText('95% 置信区间')).toBeVisible();
  await expect(page.getByText(/于 .* 发布/)).toBeVisible();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '数据表 CSV' }).click()]);
  expect(download.suggestedFilename()).toMatch(/^\d{4}-\d{2}-figures\.csv$/);
  await page.locator('summary', { hasText: '每一列是什么意思' }).click();
  await expect(page.getByRole('rowheader', { name: 'kept_share' })).toBeVisible();
});

test('would I be spared? Four answers, the law, and no promise', async ({ page }) => {
  await page.setViewportSize(PHONE);
  await page.goto('/open/leniency');
  await page.getByLabel('我做了什么').selectOption({ label: '擅自占用公共场所设摊经营、兜售物品' });
  for (const [question, answer] of [['第一次吗', '是'], ['改正了吗', '是'], ['危害后果吗', '不是']] as const) {
    await page.getByRole('group', { name: question }).getByRole('radio', { name: answer, exact: true }).check();
  }
  await expect(page.getByRole('heading', { name: '可以不予处罚' })).toBeVisible();
  await expect(page.getByText('本页不是承诺')).toBeVisible();
  await expect(page.getByText('执法人员还要核实')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('group', { name: '第一次吗' }).getByRole('radio', { name: '不是' }).check();
  await expect(page.getByRole('heading', { name: '不符合免罚条件' })).toBeVisible();
});

test('what is late is said openly; the named person writes, releases, and it is public; withdrawn it is gone', async ({ page, browser }) => {
  test.setTimeout(120_000);
  await page.goto('/open');
  await expect(page.getByText(/应于 .* 前公开/)).toBeVisible();
  const desk = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })).newPage();
  await desk.goto('/office/openness?demo=head');
  await desk.getByRole('button', { name: /背街路灯/ }).click();
  await desk.getByLabel('我们做了').fill('路灯所换了三盏灯，电话13800000001。');
  await desk.getByRole('button', { name: '保存修改' }).click();
  await expect(desk.getByText('个人信息')).toBeVisible();
  await desk.getByLabel('我们做了').fill('路灯所换了三盏灯，夜里复查都亮了。');
  await desk.getByRole('button', { name: '保存修改' }).click();
  await expect(desk.getByText('修改拟公开内容')).toBeVisible();
  await desk.getByLabel('我已确认').check();
  await desk.locator('input[type=file]').setInputFiles({ name: 'after.png', mimeType: 'image/png', buffer: PICTURE });
  await expect(desk.getByText('确认已遮盖')).toBeVisible();
  await expectAccessible(desk);
  await desk.getByRole('button', { name: '发布', exact: true }).click();
  await expect(desk.getByText('已公开').first()).toBeVisible();

  await page.goto('/open/answers');
  await expect(page.getByText('夜里复查都亮了')).toBeVisible();
  await expect(page.locator('.open-photos img')).toBeVisible();

  await desk.getByRole('button', { name: WITHDRAW }).click();
  await desk.getByLabel('撤下理由').fill('与前一条重复');
  await desk.getByRole('button', { name: /^确\s?定$/ }).click();
  await expect(desk.getByText('撤下理由：与前一条重复')).toBeVisible();
  const told = await (await page.request.get('/api/open/answers', { headers: { 'Cache-Control': 'no-cache' } })).text();
  expect(told).not.toContain('夜里复查都亮了');
});

test('an auditor sees who released what, and may change nothing', async ({ page }) => {
  const { token } = await demoToken(page, 'dispatcher');
  const headers = { Authorization: `Bearer ${token}` };
  const { rows } = (await (await page.request.get('/api/openness?state=shown', { headers })).json()) as { rows: { id: number; released_by: string }[] };
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.every((r) => r.released_by !== '')).toBe(true);
  await page.goto('/command/openness?demo=dispatcher');
  await page.getByRole('button', { name: '已公开' }).click();
  await page.locator('.openness-row').first().click();
  await expect(page.getByText('批准发布').first()).toBeVisible();
  await expect(page.getByRole('button', { name: WITHDRAW })).toHaveCount(0);
  await expectAccessible(page);
});
