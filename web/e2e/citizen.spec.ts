import { PHONE, PICTURE, expect, expectAccessible, expectNoSideScroll, test } from './page';

test.use({ viewport: PHONE, hasTouch: true });

test('a report in three taps, with a receipt that can be followed', async ({ page, context }) => {
  const { city } = (await (await page.request.get('/api/session')).json()) as { city: { centre: [number, number] } };
  await context.grantPermissions(['geolocation']);
  await context.setGeolocation({ longitude: city.centre[0], latitude: city.centre[1] });
  await page.goto('/');
  await page.getByRole('button', { name: '拍照上报' }).click();
  await page.locator('input[type=file][accept="image/*"]').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: PICTURE });
  await expect(page.locator('.picked img')).toBeVisible();
  await page.getByLabel('说说是什么情况').fill('路口堆了一堆建筑垃圾，挡住了盲道');
  await expect(page.getByText('位置已确认')).toBeVisible();
  await expect(page.locator('.category')).toContainText(/把握 \d+%/);
  await page.getByRole('button', { name: '提交' }).click();
  await expect(page.getByRole('heading', { name: '收到了，谢谢您' })).toBeVisible();
  await page.getByRole('link', { name: '查看进度' }).click();
  await expect(page.getByRole('heading', { name: '办理进度' })).toBeVisible();
  await expect(page.locator('.steps li.done').first()).toBeVisible();
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

for (const path of ['/', '/?new=1', '/track']) {
  test(`no serious accessibility finding on ${path}`, async ({ page }) => {
    await page.goto(path);
    await expect(page.locator('main')).not.toBeEmpty();
    await expect(page.locator('.spin')).toHaveCount(0);
    await expectNoSideScroll(page);
    await expectAccessible(page);
  });
}
