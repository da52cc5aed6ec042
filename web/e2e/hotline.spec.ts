import { expectEnglish, learnNames, watchNames } from './english';
import { expect, test } from './page';

test('the hotline desk tells what to do while nobody is to be called back, in English too', async ({ page }) => {
  const allowed = watchNames(page);
  await learnNames(page, allowed);
  await page.goto('/command/hotline?demo=acceptor');
  await expect(page.getByRole('heading', { name: /待回访/ })).toBeVisible();
  await expect(page.locator('.rates tbody tr').first()).toContainText('-');
  await page.goto('/command/hotline?demo=acceptor&lang=en');
  await expect(page.getByRole('heading', { name: 'Latest deliveries' })).toBeVisible();
  await expectEnglish(page, allowed, '/command/hotline');
});

test('who has no part in it is told so', async ({ page }) => {
  await page.goto('/command/hotline?demo=dispatcher');
  await expect(page.getByText('只有受理员和管理者可以查看热线。')).toBeVisible();
});
