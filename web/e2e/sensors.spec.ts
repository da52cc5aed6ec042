import { PHONE, demoKey, expect, expectAccessible, expectNoSideScroll, test } from './page';

test('the command centre lists its sensors, finds one, and draws its day with the limit', async ({ page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.goto(`/command?demo=${await demoKey(page, '/command')}`);
  await page.locator('.sensor-counts').getByRole('button', { name: '列表' }).click();
  await page.getByLabel('编号、名称、地址').fill('ZS-001');
  await expect(page.locator('.sensor-list li')).toHaveCount(1);
  await page.locator('.sensor-list li button').click();
  const card = page.locator('.sensor-card');
  await expect(card.getByRole('img').first()).toHaveAccessibleName(/噪声监测点 24 小时读数曲线，最低 .* dB\(A\)/, { timeout: 45_000 }); // the city has just begun to speak
  await expect(card).toContainText('GB 3096-2008');
  await expect(page).toHaveURL(/sensor=ZS-001/);
  await card.getByRole('button', { name: '7 天' }).click();
  await expect(card.getByRole('img').first()).toHaveAccessibleName(/7 天读数曲线/);
  await expectAccessible(page);
  await page.reload();
  await expect(page.locator('.sensor-card h2')).toContainText('噪声监测点');
});

test('the layer can be switched off, and the address remembers it', async ({ page }) => {
  await page.goto(`/command?demo=${await demoKey(page, '/command')}`);
  await expect(page.locator('.sensor-list')).toBeVisible();
  await page.locator('.layer-switches').getByRole('button', { name: '传感器' }).click();
  await expect(page.locator('.sensor-list')).toHaveCount(0);
  await page.reload();
  await expect(page.locator('.layer-switches').getByRole('button', { name: '传感器' })).toHaveAttribute('aria-pressed', 'false');
});

test('a manager sets a sensor’s own limits, is refused what makes no sense, and goes back to the default', async ({ page }) => {
  await page.goto('/manage/sensors?demo=manager&q=LJ-002');
  await page.getByRole('button', { name: '查看' }).click();
  const drawer = page.locator('.sensor-page');
  await drawer.getByRole('button', { name: '单独设定限值' }).click();
  const field = (name: RegExp): ReturnType<typeof drawer.getByLabel> => drawer.getByLabel(name);
  await field(/告警值/).fill('70');
  await field(/解除值/).fill('80');
  await field(/理由/).fill('旁边是夜市');
  await drawer.getByRole('button', { name: /保.?存/ }).click();
  await expect(drawer.getByText('恢复值 80 应低于报警值 70')).toBeVisible();
  await field(/解除值/).fill('30');
  await drawer.getByRole('button', { name: /保.?存/ }).click();
  await expect(drawer.getByText('达到 70 % 告警，回到 30 解除')).toBeVisible();
  await expectAccessible(page);
  await drawer.getByRole('button', { name: '单独设定限值' }).click();
  await field(/理由/).fill('试完了');
  await drawer.getByRole('button', { name: '恢复默认' }).click();
  await expect(drawer.getByText('达到 85 % 告警，回到 40 解除')).toBeVisible();
});

test('on a phone the register and a sensor’s page do not scroll sideways', async ({ page }) => {
  await page.setViewportSize(PHONE);
  await page.goto('/manage/sensors?demo=manager&q=ZS-001');
  await page.getByRole('button', { name: '查看' }).click();
  await expect(page.locator('.sensor-page')).toBeVisible();
  await expectNoSideScroll(page);
});
