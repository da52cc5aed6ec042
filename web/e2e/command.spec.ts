import { readFileSync } from 'node:fs';
import { unitLink } from './moments';
import { PHONE, PICTURE, demoKey, expect, expectAccessible, expectNoSideScroll, test } from './page';

test.describe('the command centre', () => {
  test.use({ viewport: { width: 1920, height: 1080 } });

  test('shows map, lanes and the day on one screen without scrolling', async ({ page }) => {
    await page.goto(`/command?demo=${await demoKey(page, '/command')}`);
    await expect(page.locator('.maplibregl-canvas')).toBeVisible();
    await expect(page.locator('.lane').first()).toBeVisible();
    await expect(page.locator('.numbers dd').first()).not.toBeEmpty();
    await expect(page.locator('.connection')).toHaveText(/实时|轮询中/);
    const over = await page.evaluate(() => [document.documentElement.scrollHeight - innerHeight, document.documentElement.scrollWidth - innerWidth]);
    expect(over).toEqual([0, 0]);
  });

  test('opens a ticket with its timeline, and the address says which', async ({ page }) => {
    await page.goto(`/command?demo=${await demoKey(page, '/command')}`);
    await page.locator('.lane-card').first().click();
    await expect(page.locator('.drawer .timeline li').first()).toBeVisible();
    await expect(page).toHaveURL(/ticket=/);
    await page.reload();
    await expect(page.locator('.drawer .timeline li').first()).toBeVisible();
    await page.getByRole('button', { name: '关闭' }).click();
    await expect(page.locator('.drawer')).toHaveCount(0);
  });

  test('is accessible', async ({ page }) => {
    await page.goto(`/command?demo=${await demoKey(page, '/command')}`);
    await expect(page.locator('.lane').first()).toBeVisible();
    await expect(page.locator('.numbers dd').first()).not.toBeEmpty();
    await expectAccessible(page);
  });
});

test('the list keeps its filters in the address and exports', async ({ page }) => {
  await page.goto(`/command?demo=${await demoKey(page, '/command')}&view=list`);
  await expect(page.locator('.ant-table-row').first()).toBeVisible();
  await page.getByRole('searchbox', { name: '搜索工单号、地址、内容' }).last().fill('学院路');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=/);
  await expect(page.getByRole('button', { name: '导出 CSV' })).toBeVisible();
});

test('a short page is not the end: the list looks on by itself', async ({ page }) => {
  let asked = 0;
  await page.route('**/api/tickets?*', (route) => (asked += 1) <= 2 ? route.fulfill({ json: { items: [], next: String(1_000_000 - asked) } }) : route.continue());
  await page.goto(`/command?demo=${await demoKey(page, '/command')}&view=list`);
  await expect(page.locator('.ant-table-row').first()).toBeVisible();
  expect(asked).toBeGreaterThanOrEqual(3);
});

test('the list is exported as CSV and Excel', async ({ page }) => {
  await page.goto(`/command?demo=${await demoKey(page, '/command')}&view=list`);
  await expect(page.locator('.ant-table-row').first()).toBeVisible();
  for (const [button, file] of [['导出 CSV', 'tickets.csv'], ['导出 Excel', 'tickets.xlsx']] as const) {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: button }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).toBe(file);
    const start = readFileSync(await saved.path()).subarray(0, 12);
    expect(file.endsWith('csv') ? start.toString('utf8') : start.subarray(0, 2).toString()).toContain(file.endsWith('csv') ? '工单号' : 'PK');
  }
});

test('a unit without phones works through its one-time link', async ({ page }) => {
  const link = await unitLink(page);
  await page.setViewportSize(PHONE);
  await page.goto(link);
  await expect(page.getByRole('button', { name: '接单' }).first()).toBeVisible();
  await expectNoSideScroll(page);
  await expectAccessible(page);
  await page.getByRole('button', { name: '接单' }).first().click();
  await page.getByRole('button', { name: '我到了' }).click();
  await page.locator('input[type=file][accept="image/*"]').first().setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: PICTURE });
  await page.getByLabel('说明').fill('线缆已重新固定，人行道恢复通行');
  await page.getByRole('button', { name: '处置完成' }).click();
  await expect(page.getByText('已经收到，谢谢')).toBeVisible();
  await page.goto(link);
  await expect(page.getByRole('alert')).toContainText('链接已使用'); // once
});

test('a link that is not valid says so', async ({ page }) => {
  await page.goto('/link/nonsense');
  await expect(page.getByRole('alert')).toContainText('链接无效');
});

test('a dispatcher with a phone has tabs', async ({ page }) => {
  await page.setViewportSize(PHONE);
  await page.goto(`/command?demo=${await demoKey(page, '/command')}`);
  await page.getByRole('button', { name: '工单流转' }).click();
  await expect(page.locator('.lane').first()).toBeVisible();
  await expectNoSideScroll(page);
});
