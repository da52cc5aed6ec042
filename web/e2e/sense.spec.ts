import { PHONE, expect, expectAccessible, expectNoSideScroll, test } from './page';

const WAITS = 150_000; // a drawn street needs a round until something stays in it

test('one key says yes, a key and a digit say why not, and each leaves the desk', async ({ page }) => {
  test.setTimeout(2 * WAITS);
  await page.goto('/command/review?demo=acceptor');
  const rows = page.locator('.review-list li');
  const seen = rows.filter({ has: page.locator('img') }); // a gauge may stand first: it has no picture
  await expect(seen.first()).toBeVisible({ timeout: WAITS });
  await seen.first().getByRole('button').click();
  await expect(page.locator('.review-show img.big')).toBeVisible();
  await expect(page.getByText('演示：模拟识别')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('y');
  await expect(page.getByRole('status').filter({ hasText: '属实 1' })).toBeVisible();
  await expect(rows.first()).toBeVisible({ timeout: WAITS });
  await page.keyboard.press('n');
  await expect(page.getByRole('group', { name: /为什么是误报/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /属实/ })).toBeVisible();
  await page.keyboard.press('n');
  await page.keyboard.press('3');
  await expect(page.getByRole('status').filter({ hasText: '误报 1' })).toBeVisible();
});

test('a zone is drawn on the picture, tried on the last clip, and kept', async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto('/command/cameras/SX-0001?demo=engineer');
  await expect(page.locator('.camera-picture img')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('可作证据')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: '画区域' }).click();
  await page.getByRole('button', { name: '新区域' }).click();
  const canvas = page.locator('.zone-canvas svg');
  const box = await canvas.boundingBox();
  if (box === null) throw new Error('no canvas');
  const corners: [number, number][] = [[0.05, 0.5], [0.12, 0.5], [0.12, 0.6], [0.05, 0.6], [0.05, 0.5]];
  for (const [x, y] of corners) await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
  await expect(page.locator('.zone-canvas g.chosen circle')).toHaveCount(4);
  await page.getByLabel('名称').fill('树池边');
  await page.getByLabel('禁止什么').selectOption('pile');
  await page.getByLabel('禁止时段').fill('25-26');
  await expect(page.getByText('时段写成 07:00-22:00')).toBeVisible();
  await page.getByLabel('禁止时段').fill('07:00-22:00');
  await expectAccessible(page);
  await page.getByRole('button', { name: '试运行' }).click();
  await expect(page.locator('.zone-results')).toContainText('会发现', { timeout: 90_000 });
  await expect(page.locator('.zone-results img').first()).toBeVisible();
  await page.getByRole('button', { name: '保存区域' }).click();
  await expect(page.getByRole('button', { name: '已保存' })).toBeVisible();
  await page.reload();
  await expect(page.locator('.camera-picture text').filter({ hasText: '树池边' })).toBeVisible();
});

test('an unmasked picture opens for a reason, and everybody reads who looked', async ({ page }) => {
  await page.goto('/command/cameras/SX-0002?demo=engineer');
  await expect(page.locator('.camera-picture img')).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: '看原图' }).click();
  await page.getByRole('textbox').fill('核对画区位置');
  const tab = page.waitForEvent('popup');
  await page.getByRole('button', { name: /确.?定/ }).click();
  await (await tab).close();
  await page.getByRole('tab', { name: '调阅登记' }).click();
  await expect(page.locator('.plain').getByText('核对画区位置').first()).toBeVisible();
  await page.getByRole('tab', { name: '状态与维修' }).click();
  await expect(page.locator('.upkeep li').first()).toContainText('校准到期');
  await page.getByRole('tab', { name: '登记信息' }).click();
  await expect(page.locator('.register')).toContainText('GB/T 28181');
  await expectAccessible(page);
});

test('a camera that cannot be is refused in one sentence, and the list finds the others', async ({ page }) => {
  await page.goto('/command/cameras?demo=engineer');
  await expect(page.locator('.camera-list li').nth(3)).toBeVisible();
  await page.getByRole('button', { name: '登记摄像机' }).click();
  await page.getByLabel('编号', { exact: true }).fill('SX-0001');
  await page.getByLabel('名称', { exact: true }).fill('重复的');
  await page.getByLabel('地址', { exact: true }).first().fill('rtsp://127.0.0.1/1');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.getByText('编号 SX-0001 已登记过')).toBeVisible();
  await page.getByLabel('编号、名称、地址').fill('未公布');
  await expect(page.locator('.camera-list li')).toHaveCount(1);
  await expectAccessible(page);
});

test('anybody reads where cameras stand, on a phone too', async ({ page }) => {
  await page.setViewportSize(PHONE);
  await page.goto('/open/cameras');
  await expect(page.getByRole('heading', { name: '监控设备设置地点公示' })).toBeVisible();
  await expect(page.locator('.public-cameras li').nth(2)).toBeVisible();
  await expect(page.getByText('路口禁停区（未公布）')).toHaveCount(0);
  await expectAccessible(page);
  await expectNoSideScroll(page);
});

test('desk and camera page fit a phone', async ({ page }) => {
  await page.setViewportSize(PHONE);
  for (const path of ['/command/review?demo=acceptor', '/command/cameras?demo=engineer', '/command/cameras/SX-0004?demo=engineer']) {
    await page.goto(path);
    await expect(page.locator('#main')).toBeVisible();
    await page.waitForTimeout(500);
    await expectNoSideScroll(page);
  }
});
