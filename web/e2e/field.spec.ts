import { idlePhone } from './moments';
import { PHONE, demoKey, expect, expectAccessible, expectNoSideScroll, test } from './page';

test.use({ viewport: PHONE, hasTouch: true });
test.describe.configure({ timeout: 120_000 });

test('the phone shows jobs or says what to do', async ({ page }) => {
  await page.goto(`/field?demo=${await demoKey(page, '/field')}`);
  await expect(page.locator('.job, .empty').first()).toBeVisible();
  await expectNoSideScroll(page);
  await expectAccessible(page);
});

test('roll call and the comparison with the squad are one tap away', async ({ page }) => {
  await page.goto(`/field?demo=${await demoKey(page, '/field')}`);
  await page.getByRole('button', { name: '我的' }).click();
  await expect(page.getByRole('heading', { name: /班次/ })).toBeVisible();
});

test('who holds a phone gets a job nearby, and the city slows down so that it can be read', async ({ page }) => {
  await page.goto(`/field?demo=${await idlePhone(page)}`);
  await expect(page.locator('.hold-bar.mine')).toBeVisible();
  await expect(page.getByRole('button', { name: '接单' }).first()).toBeVisible({ timeout: 90_000 });
  await expect(page.locator('.hold-bar.mine')).toContainText(/放慢到 \d+×/);
  await expect(page.getByRole('timer').first()).toContainText(/[3-6]\d 秒|1 分钟/); // not five seconds
  await expectNoSideScroll(page);
  await expectAccessible(page);
});

test('what is done without a network waits on the phone and is sent afterwards', async ({ page, context }) => {
  await page.goto(`/field?demo=${await idlePhone(page)}`);
  const accept = page.getByRole('button', { name: '接单' }).first();
  await expect(accept).toBeVisible({ timeout: 90_000 });
  await context.setOffline(true);
  await accept.click();
  await expect(page.getByText(/1 条待发送/)).toBeVisible();
  await expect(page.locator('.job-page h1')).toBeVisible(); // the job can be read without a network
  await context.setOffline(false);
  await expect(page.getByText(/条待发送/)).toHaveCount(0);
  await expect(page.getByRole('button', { name: '我到了' })).toBeVisible(); // the server has taken it
});

test('a phone that is given back is the simulator\'s again', async ({ page }) => {
  await page.goto(`/field?demo=${await idlePhone(page)}`);
  await page.getByRole('button', { name: '交还' }).click();
  await expect(page.getByText('模拟器正在操作这部手机')).toBeVisible();
  await page.getByRole('button', { name: '我来操作' }).click();
  await expect(page.locator('.hold-bar.mine')).toBeVisible();
});

test('a short press on "trouble" does nothing', async ({ page }) => {
  const calls: string[] = [];
  page.on('request', (r) => { if (r.url().includes('/field/trouble')) calls.push(r.url()); });
  await page.goto(`/field?demo=${await demoKey(page, '/field')}`);
  await page.getByRole('button', { name: /遇到麻烦/ }).click();
  await page.waitForTimeout(2_000);
  expect(calls).toEqual([]);
});
