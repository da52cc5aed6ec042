import type { BrowserContext, Page } from '@playwright/test';
import { PHONE, PICTURE, expect, expectAccessible, expectNoSideScroll, test } from './page';

test.use({ viewport: PHONE, hasTouch: true });

const SHOT = { name: 'a.png', mimeType: 'image/png', buffer: PICTURE };

/** Stands somewhere in the city, each time somewhere else, and counts what the finger does. */
async function standing(page: Page, context: BrowserContext): Promise<(name: string) => Promise<void>> {
  const { city } = (await (await page.request.get('/api/session')).json()) as { city: { centre: [number, number] } };
  const off = (): number => (Math.random() - 0.5) * 0.02;
  await context.grantPermissions(['geolocation']);
  await context.setGeolocation({ longitude: city.centre[0] + off(), latitude: city.centre[1] + off() });
  await page.goto('/');
  return (name) => page.getByRole('button', { name, exact: true }).click();
}

async function expectReceipt(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: '收到了，谢谢您' })).toBeVisible();
  await page.getByRole('link', { name: '查看进度' }).click();
  await expect(page.getByRole('heading', { name: '办理进度' })).toBeVisible();
  await expect(page.locator('.steps li.done').first()).toBeVisible();
}

test('photo first: the first tap is the camera, the place comes by itself, the last tap sends', async ({ page, context }) => {
  const tap = await standing(page, context);
  const camera = page.waitForEvent('filechooser');
  await tap('拍照上报');
  await (await camera).setFiles(SHOT); // the second tap: the camera's own release
  await expect(page.locator('.picked img')).toBeVisible();
  await expect(page.getByText('位置已确认')).toBeVisible();
  await tap('提交');
  await expectReceipt(page);
});

test('map first: the map stands at the citizen, a common problem is one tap, the third sends', async ({ page, context }) => {
  const tap = await standing(page, context);
  await tap('先选地点');
  await expect(page.locator('.maplibregl-canvas')).toBeVisible();
  await expect(page.getByText('位置已确认')).toBeVisible();
  await tap('堆放建筑垃圾');
  await expect(page.locator('.category')).toContainText(/把握 \d+%/);
  await tap('提交');
  await expectReceipt(page);
});

test('text first: the words are asked for at once', async ({ page, context }) => {
  const tap = await standing(page, context);
  await tap('先写一句');
  await expect(page.getByLabel('说说是什么情况')).toBeFocused();
  await page.keyboard.type('路口堆了一堆建筑垃圾，挡住了盲道');
  await expect(page.getByText('位置已确认')).toBeVisible();
  await tap('提交');
  await expectReceipt(page);
});

test('an empty report is refused with a sentence that says what to do', async ({ page }) => {
  await page.goto('/?new=1');
  await page.getByRole('button', { name: '提交' }).click();
  await expect(page.getByRole('alert')).toContainText('请拍一张照片，或写一句话');
});

test('the map is not loaded before it is asked for', async ({ page }) => {
  const scripts: string[] = [];
  page.on('request', (r) => scripts.push(r.url()));
  await page.goto('/');
  await expect(page.getByRole('button', { name: '拍照上报' })).toBeVisible();
  expect(scripts.filter((s) => /engine|maplibre|pmtiles/.test(s))).toEqual([]);
  await page.getByRole('link', { name: '哪里能摆摊' }).first().click();
  await expect(page.locator('.maplibregl-canvas')).toBeVisible();
});

test('English and large type hold from page to page', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'EN · Switch to English' }).click();
  await page.getByRole('button', { name: 'Large type' }).click();
  await page.getByRole('link', { name: 'Track a report' }).first().click();
  await expect(page.getByRole('heading', { name: 'Progress' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-type', 'large');
  await expectNoSideScroll(page);
});

for (const path of ['/', '/?new=photo', '/?new=map', '/?new=text', '/track']) {
  test(`no serious accessibility finding on ${path}`, async ({ page }) => {
    await page.goto(path);
    await expect(page.locator('main')).not.toBeEmpty();
    await expect(page.locator('.spin')).toHaveCount(0);
    await expectNoSideScroll(page);
    await expectAccessible(page);
  });
}
