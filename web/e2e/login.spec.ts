import { PHONE, expect, expectAccessible, expectNoSideScroll, test } from './page';

test.use({ viewport: PHONE });

test('a stranger at a staff face is asked to sign in', async ({ page }) => {
  await page.goto('/command');
  await expect(page.getByRole('heading', { name: '工作人员登录' })).toBeVisible();
  await expectNoSideScroll(page);
  await expectAccessible(page);
});

test('a wrong password gets a sentence, not a blank page', async ({ page }) => {
  await page.goto('/login');
  await page.getByLabel('用户名').fill('nobody');
  await page.getByLabel('密码', { exact: true }).fill('wrong-password');
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText(/不对|锁定/);
});
