import { expectEnglish, learnNames, watchNames } from './english';
import { expect, expectAccessible, test } from './page';

test('an acceptor reads what is in doubt and decides with one key', async ({ page }) => {
  await page.goto('/command/waiting?demo=acceptor');
  await page.getByRole('link', { name: '网络帖文' }).click();
  const cards = page.locator('main.social li.card');
  await expect(cards.first()).toBeVisible({ timeout: 60_000 });
  await expect(cards.first()).toContainText('%');
  await expectAccessible(page);
  const first = await cards.first().locator('.words').textContent();
  await page.keyboard.press('y');
  await expect(page.getByRole('status')).toContainText(/已转为上报 \d+/);
  await expect(page.locator('main.social .words', { hasText: first ?? '' })).toHaveCount(0);
});

test('the desk of posts in English, on a phone', async ({ page }) => {
  const allowed = watchNames(page);
  await learnNames(page, allowed);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/command/social?demo=acceptor&lang=en');
  await expect(page.getByRole('heading', { name: 'Feeds' })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await expectEnglish(page, allowed, '/command/social');
});

test('who is no acceptor is told so', async ({ page }) => {
  await page.goto('/command/social?demo=dispatcher');
  await expect(page.getByText('网络帖文由受理员判读。')).toBeVisible();
});
