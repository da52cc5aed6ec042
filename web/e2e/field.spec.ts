import { PHONE, demoKey, expect, expectAccessible, expectNoSideScroll, test } from './page';

test.use({ viewport: PHONE, hasTouch: true });

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

test('what is done without a network waits on the phone and is sent afterwards', async ({ page, context }) => {
  await page.goto(`/field?demo=${await demoKey(page, '/field')}`);
  await expect(page.locator('.job, .empty').first()).toBeVisible();
  const accept = page.getByRole('button', { name: '接单' }).first();
  test.skip((await accept.count()) === 0, 'no job is on offer to this crew just now');
  await context.setOffline(true);
  await accept.click();
  await expect(page.getByText(/1 条待发送/)).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText(/条待发送/)).toHaveCount(0);
});

test('a short press on "trouble" does nothing', async ({ page }) => {
  const calls: string[] = [];
  page.on('request', (r) => { if (r.url().includes('/field/trouble')) calls.push(r.url()); });
  await page.goto(`/field?demo=${await demoKey(page, '/field')}`);
  await page.getByRole('button', { name: /遇到麻烦/ }).click();
  await page.waitForTimeout(2_000);
  expect(calls).toEqual([]);
});
