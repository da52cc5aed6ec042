import { PHONE, expect, expectAccessible, expectNoSideScroll, test } from './page';

test('four frames follow one report, and one click takes a frame over', async ({ page }) => {
  await page.goto('/demo');
  await expect(page.locator('.journey-line li').first()).toBeVisible();
  await expect(page.locator('.frame')).toHaveCount(4);
  await expect(page.locator('.journey-line li.done').first()).toBeVisible({ timeout: 45_000 });
  await expect(page.locator('.journey-why .who dd')).not.toHaveText('—');
  await expect(page.locator('.rows .seq').first()).toBeVisible();
  await page.locator('.frame.citizen').getByRole('button', { name: '我来操作' }).click();
  await expect(page.locator('.frame.citizen.mine')).toBeVisible();
  await expectNoSideScroll(page);
});

test('Check answers in the page', async ({ page }) => {
  await page.goto('/demo');
  await page.getByRole('button', { name: '核对' }).click();
  await expect(page.locator('.verdict')).toBeVisible({ timeout: 30_000 });
});

test('on a phone the frames are tabs', async ({ page }) => {
  await page.setViewportSize(PHONE);
  await page.goto('/demo');
  await page.getByRole('tab', { name: '全程记录' }).click();
  await expect(page.locator('.record .rows')).toBeVisible();
  await expectNoSideScroll(page);
});

test('is accessible', async ({ page }) => {
  await page.goto('/demo');
  await expect(page.locator('.journey-line li').first()).toBeVisible();
  await expectAccessible(page);
});
