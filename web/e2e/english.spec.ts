import { expectEnglish, learnNames, learnStory, watchNames } from './english';
import { citizenReport, closedTicket, idlePhone, unitLink } from './moments';
import { PHONE, demoKey, expect, test } from './page';

test.describe.configure({ timeout: 180_000 });
test.use({ locale: 'en-GB' });

test('a citizen who reads English meets no Chinese sentence', async ({ page }) => {
  const allowed = watchNames(page);
  await learnNames(page, allowed);
  await page.setViewportSize(PHONE);
  const { receipt, code } = await citizenReport(page);
  for (const path of ['/', '/?new=1', '/near', '/sell', '/track', `/track/${receipt}?code=${code}`, await unitLink(page), '/link/nonsense', '/login']) {
    await page.goto(`${path}${path.includes('?') ? '&' : '?'}lang=en`);
    await expect(page.locator('main')).not.toBeEmpty();
    await expect(page.locator('.spin')).toHaveCount(0);
    await expectEnglish(page, allowed, path);
  }
});

test('a refusal is English where the page is', async ({ page }) => {
  await page.goto('/track/123?code=wrong&lang=en');
  await expect(page.getByRole('alert')).toContainText('The receipt number or the code is wrong');
});

test('the command centre in English, with a ticket open and as a list', async ({ page }) => {
  const allowed = watchNames(page);
  await learnNames(page, allowed);
  await page.setViewportSize({ width: 1920, height: 1080 });
  const { no } = await closedTicket(page);
  await page.goto(`/command?demo=${await demoKey(page, '/command')}&lang=en&ticket=${no}`);
  await expect(page.locator('.drawer .timeline li').first()).toBeVisible();
  await expect(page.locator('.numbers dd').first()).not.toBeEmpty();
  await expectEnglish(page, allowed, '/command');
  await page.goto(`/command?demo=${await demoKey(page, '/command')}&lang=en&view=list`);
  await expect(page.locator('.ant-table-row').first()).toBeVisible();
  await expectEnglish(page, allowed, '/command as a list');
});

test('the phone in English: a job, its page, and what is mine', async ({ page }) => {
  const allowed = watchNames(page);
  await learnNames(page, allowed);
  await page.setViewportSize(PHONE);
  await page.goto(`/field?demo=${await idlePhone(page)}&lang=en`);
  await expect(page.getByRole('button', { name: 'Accept' }).first()).toBeVisible({ timeout: 90_000 });
  await expectEnglish(page, allowed, '/field');
  await page.locator('.job-open').first().click();
  await expect(page.locator('.job-page h1')).toBeVisible();
  await expectEnglish(page, allowed, 'the page of a job');
  await page.getByRole('button', { name: 'Me', exact: true }).click();
  await expect(page.locator('.spin')).toHaveCount(0);
  await expectEnglish(page, allowed, 'Me');
});

test('the demo in English, with what Check says', async ({ page }) => {
  const allowed = watchNames(page);
  await learnNames(page, allowed);
  await page.goto('/demo?lang=en');
  await expect(page.locator('.rows .seq').first()).toBeVisible({ timeout: 45_000 });
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await expect(page.locator('.verdict')).toBeVisible({ timeout: 30_000 });
  for (const step of await page.locator('.journey-line li button').all()) {
    if (await step.isEnabled()) await step.click();
    await learnStory(page, allowed);
    await expectEnglish(page, allowed, '/demo');
  }
});
