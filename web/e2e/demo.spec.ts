import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { closedTicket } from './moments';
import { PHONE, expect, expectAccessible, expectNoSideScroll, test } from './page';

test('four frames follow one report, and one click takes a frame over', async ({ page }) => {
  await page.goto('/demo');
  await expect(page.locator('.journey-line li').first()).toBeVisible();
  await expect(page.locator('.frame')).toHaveCount(4);
  await expect(page.locator('.journey-line li.done').first()).toBeVisible({ timeout: 45_000 });
  await expect(page.locator('.journey-why .who dd')).not.toHaveText('—');
  await expect(page.locator('.rows .seq').first()).toBeVisible();
  await page.locator('.frame.citizen').getByRole('button', { name: '我来操作' }).click();
  await expect(page.locator('.frame.citizen.mine')).toBeVisible();
  await expectNoSideScroll(page);
});

test('Check answers in the page', async ({ page }) => {
  await page.goto('/demo');
  await page.getByRole('button', { name: '核对' }).click();
  await expect(page.locator('.verdict')).toBeVisible({ timeout: 30_000 });
});

test('a state changed by hand is found and named', async ({ page }) => {
  test.setTimeout(240_000); // in a city that has just begun the first ticket has to be closed
  const hint = (await (await page.request.get('/api/demo/tamper-hint')).json()) as { sql: string; sqlite_file: string };
  expect(existsSync(hint.sqlite_file), 'the demo runs on a SQLite file of this machine').toBe(true);
  const run = (code: string): string => execFileSync(process.env['ZHICHENG_PYTHON'] ?? 'python3', ['-c', `import sqlite3\nc = sqlite3.connect(${JSON.stringify(hint.sqlite_file)}, timeout=20)\n${code}\nc.commit()`], { encoding: 'utf8' }).trim();
  // One closed ticket that nothing moves any more, so that putting it back cannot undo somebody's work.
  const { no, state } = await closedTicket(page);
  run(`c.execute("UPDATE tickets_ticket SET state = 'voided' WHERE no = '${no}'")`);
  try {
    await page.goto('/demo');
    await page.getByRole('button', { name: '核对' }).click();
    await expect(page.locator('.verdict.bad')).toContainText(no, { timeout: 30_000 });
    await expect(page.locator('.verdict.bad')).toContainText('voided');
  } finally {
    run(`c.execute("UPDATE tickets_ticket SET state = '${state}' WHERE no = '${no}' AND state = 'voided'")`);
  }
  await page.getByRole('button', { name: '核对' }).click();
  await expect(page.locator('.verdict.good')).toBeVisible({ timeout: 30_000 });
});

test('on a phone the frames are tabs', async ({ page }) => {
  await page.setViewportSize(PHONE);
  await page.goto('/demo');
  await page.getByRole('tab', { name: '全程记录' }).click();
  await expect(page.locator('.record .rows')).toBeVisible();
  await expectNoSideScroll(page);
});

test('is accessible', async ({ page }) => {
  await page.goto('/demo');
  await expect(page.locator('.journey-line li').first()).toBeVisible();
  await expectAccessible(page);
});
