import { PHONE, demoKey, expect, expectAccessible, expectNoSideScroll, test } from './page';

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

test('a dispatcher with a phone has tabs', async ({ page }) => {
  await page.setViewportSize(PHONE);
  await page.goto(`/command?demo=${await demoKey(page, '/command')}`);
  await page.getByRole('button', { name: '工单流转' }).click();
  await expect(page.locator('.lane').first()).toBeVisible();
  await expectNoSideScroll(page);
});
