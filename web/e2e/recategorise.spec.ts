import { citizenReport } from './moments';
import { dispatcher, expect, expectAccessible, test } from './page';

test('a ticket whose words were misread gets the right matter, and another unit', async ({ page }) => {
  test.setTimeout(120_000);
  // Its unit has no phones, so that no crew of the living city begins to work on it while the test looks.
  const { receipt, code } = await citizenReport(page, '线缆脱落，垂到人行道上', '10002');
  let no = '';
  await expect.poll(async () => {
    const { ticket } = (await (await page.request.get(`/api/track/${receipt}?code=${code}`)).json()) as { ticket: string | null };
    return (no = ticket ?? '');
  }, { timeout: 30_000 }).not.toBe('');
  await page.goto(`/command?demo=dispatcher&ticket=${no}`);
  await page.getByRole('button', { name: '更正事项' }).click();
  await page.getByRole('button', { name: /确认 · 更正事项/ }).click();
  await expect(page.getByText('请填写：事项')).toBeVisible();
  await page.getByRole('textbox', { name: '按代码或名称搜索 250 个事项' }).fill('暴露垃圾');
  await page.locator('.matter-picker .found button').first().click();
  await expectAccessible(page);
  await page.getByRole('button', { name: /确认 · 更正事项/ }).click();
  await expect.poll(async () => ((await (await page.request.get(`/api/tickets/${no}`, await dispatcher(page))).json()) as { matter: { name: string } }).matter.name, { timeout: 20_000 }).toContain('垃圾');
  await expect(page.getByText('更正事项').first()).toBeVisible();
});
