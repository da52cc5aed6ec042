import { PHONE, expect, expectAccessible, expectNoSideScroll, test } from './page';

test.use({ viewport: PHONE, hasTouch: true });

test('the page behind a permit\'s QR code says whether it holds, where and when', async ({ page }) => {
  await page.goto('/permit/TW-001');
  const card = page.getByRole('region', { name: 'TW-001' });
  await expect(card).toContainText('摊位点');
  await expect(card).toContainText('有效');
  await expect(card).toContainText('每天');
  const qr = card.getByRole('img', { name: '许可二维码' });
  await expect(qr).toBeVisible();
  expect(await qr.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  await expectNoSideScroll(page);
  await expectAccessible(page);
});

test('a permit that does not exist is said to be none', async ({ page }) => {
  await page.goto('/permit/XX-999');
  await expect(page.getByRole('alert')).toContainText('XX-999');
});

test('an officer checks a permit by its number, or by what the plate\'s code says', async ({ page, baseURL }) => {
  await page.goto('/field?demo=officer');
  await page.getByRole('button', { name: '查验' }).click();
  const box = page.getByLabel('许可编号');
  for (const typed of ['TW-001', `${baseURL}/permit/TW-001`]) {
    await box.fill(typed);
    await page.locator('form').getByRole('button', { name: '查验' }).click();
    await expect(page.getByRole('region', { name: 'TW-001' })).toContainText('有效');
  }
  await expectNoSideScroll(page);
  await expectAccessible(page);
  await box.fill('XX-999');
  await page.locator('form').getByRole('button', { name: '查验' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'XX-999' })).toBeVisible();
});
