import type { BrowserContext, Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { kill, phone } from './hand';
import { PICTURE, expect, expectAccessible, expectNoSideScroll, test } from './page';

// Nothing is played here: the demo's own server, a phone whose network is gone, a browser that is killed in between.

test.describe.configure({ timeout: 120_000 });
const SHOT = { name: 'a.png', mimeType: 'image/png', buffer: PICTURE };
type Point = { lng: number; lat: number };

/** What goes up: sending twice would be seen here. */
function overhear(context: BrowserContext): { reports: string[]; pictures: number } {
  const heard = { reports: [] as string[], pictures: 0 };
  context.on('requestfinished', (request) => {
    if (request.method() !== 'POST') return;
    const { pathname } = new URL(request.url());
    if (pathname === '/api/reports') heard.reports.push((request.postDataJSON() as { key: string }).key);
    if (pathname === '/api/photos') heard.pictures += 1;
  });
  return heard;
}

/** The page can start with no network from now on. */
async function kept(page: Page): Promise<void> {
  await page.evaluate(async () => { await navigator.serviceWorker.ready; });
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null), { timeout: 30_000 }).toBe(true);
}

test('written with no network, the browser killed in between: it goes out by itself, once, and shows its receipt', async ({ baseURL, page: outside }) => {
  const { city } = (await (await outside.request.get('/api/session')).json()) as { city: { centre: [number, number] } };
  const place: Point = { lng: city.centre[0] + (Math.random() - 0.5) * 0.02, lat: city.centre[1] + (Math.random() - 0.5) * 0.02 };
  const profile = mkdtempSync(`${tmpdir()}/citizen`);
  let context: BrowserContext | null = null;
  const start = async (path: string, offline: boolean): Promise<{ page: Page; context: BrowserContext }> => {
    context = await phone(profile, baseURL ?? '', offline);
    await context.grantPermissions(['geolocation']);
    await context.setGeolocation({ longitude: place.lng, latitude: place.lat });
    const page = context.pages()[0] ?? await context.newPage();
    await page.goto(path);
    return { page, context };
  };
  try {
    const visit = await start('/', false); // some day before, with a network
    await kept(visit.page);
    await visit.context.close();

    const first = await start('/', true);
    await first.page.getByRole('button', { name: '先写一句' }).click();
    await first.page.getByLabel('说说是什么情况').fill('雨棚下堆着装修垃圾');
    await first.page.locator('.report-form input[type=file][accept="image/*"]').setInputFiles(SHOT);
    await expect(first.page.locator('.picked')).toContainText('等网络');
    await expect(first.page.getByText('已存在手机里，关掉页面也不会丢')).toBeVisible();
    kill(profile);
    await first.context.close().catch(() => undefined);

    const second = await start('/', true); // opened again in the underpass
    await expect(second.page.locator('.drafts')).toContainText('没写完', { timeout: 30_000 });
    await second.page.getByRole('button', { name: '继续写' }).click();
    await expect(second.page.getByLabel('说说是什么情况')).toHaveValue('雨棚下堆着装修垃圾');
    await expect(second.page.locator('.picked img')).toBeVisible();
    await expect(second.page.getByText('位置已确认')).toBeVisible();
    await second.page.getByRole('button', { name: '提交' }).click();
    await expect(second.page.getByRole('status').filter({ hasText: '没有网络，已存在手机里' })).toBeVisible();
    await second.page.getByRole('button', { name: '回首页' }).click();
    await expect(second.page.locator('.drafts')).toContainText('等待网络');
    await expectNoSideScroll(second.page);
    await expectAccessible(second.page);
    await second.context.close();

    const third = await start('/', true);
    await expect(third.page.locator('.drafts')).toContainText('等待网络', { timeout: 30_000 });
    const heard = overhear(third.context);
    await third.context.setOffline(false);
    await expect(third.page.locator('.drafts')).toContainText(/已提交.*回执号 \d+/s, { timeout: 30_000 });
    await third.page.reload();
    await expect(third.page.locator('.drafts')).toContainText('已提交');
    expect(heard).toMatchObject({ pictures: 1 });
    expect(heard.reports).toHaveLength(1);
    await third.page.locator('.drafts').getByRole('link', { name: '查看进度' }).click();
    await expect(third.page.getByText('雨棚下堆着装修垃圾')).toBeVisible();
    await expect(third.page.locator('.photos img')).toHaveCount(1);
  } finally {
    await (context as BrowserContext | null)?.close().catch(() => undefined);
    rmSync(profile, { recursive: true, force: true });
  }
});

test('what the city refuses stays on the phone with its sentence, and goes out when it was put right', async ({ page }) => {
  await page.goto('/?new=text');
  await page.getByLabel('说说是什么情况').fill('x'.repeat(4_100));
  await page.getByLabel('地点描述').fill('学院路 12 号门口');
  await page.getByRole('button', { name: '提交' }).click();
  await expect(page.getByRole('alert')).toContainText('最多 4000 字');
  await page.goto('/');
  await expect(page.locator('.drafts')).toContainText('4000');
  await page.getByRole('button', { name: /修改|继续写/ }).click();
  await page.getByLabel('说说是什么情况').fill('学院路 12 号门口堆着垃圾');
  await page.getByRole('button', { name: '提交' }).click();
  await expect(page.getByRole('heading', { name: '收到了，谢谢您' })).toBeVisible();
  await page.getByRole('button', { name: '再报一件' }).click();
  await expect(page.locator('.drafts')).toHaveCount(0);
});

test('a draft is deleted only when it is meant', async ({ page }) => {
  await page.goto('/?new=text');
  await page.getByLabel('说说是什么情况').fill('写到一半');
  await expect(page.getByText('已存在手机里，关掉页面也不会丢')).toBeVisible();
  await page.goto('/');
  await page.getByRole('button', { name: '删除' }).click();
  await expect(page.getByRole('alert')).toContainText('找不回来');
  await page.getByRole('button', { name: '删除' }).click();
  await expect(page.locator('.drafts')).toHaveCount(0);
});
