import { expectEnglish, learnMessages, learnNames, learnStory, watchNames } from './english';
import { citizenReport, closedTicket, homelessReport, idlePhone, unitLink } from './moments';
import { PHONE, demoKey, expect, test } from './page';

test.describe.configure({ timeout: 180_000 });
test.use({ locale: 'en-GB' });

test('a citizen who reads English meets no Chinese sentence', async ({ page }) => {
  const allowed = watchNames(page);
  await learnNames(page, allowed);
  await page.setViewportSize(PHONE);
  const { receipt, code } = await citizenReport(page);
  for (const path of ['/', '/?new=1', '/near', '/sell', '/track', `/track/${receipt}?code=${code}`, await unitLink(page), '/permit/TW-001', '/link/nonsense', '/login']) {
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

test('the office in English: every section, a sheet with a wrong row, and who changed what', async ({ page }) => {
  const allowed = watchNames(page);
  await learnNames(page, allowed);
  for (const section of ['organisations', 'staff', 'crews', 'responsibilities', 'fast-lane', 'conditions', 'sensors', 'messages', 'jobs']) {
    await page.goto(`/manage/${section}?demo=manager&lang=en`);
    await expect(page.locator('.ant-table-row, .empty').first()).toBeVisible();
    if (section === 'messages') await learnMessages(page, allowed);
    await expectEnglish(page, allowed, `/manage/${section}`);
  }
  await page.goto('/manage/organisations?demo=manager&lang=en');
  await page.locator('input[type=file]').setInputFiles({ name: 'units.csv', mimeType: 'text/csv', buffer: Buffer.from('单位名称,单位类型,上级单位,辖区,统一社会信用代码,电话,配手机,门前三包责任段\nA,街道,,Mars,,,maybe,\nB,Nonsense,,,,,,\n') });
  const dialog = page.getByRole('dialog');
  await expect(dialog.locator('.ant-table-row').first()).toContainText('The city has no area “Mars”');
  await expectEnglish(page, allowed, 'the wrong rows of a sheet');
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('button', { name: 'Changes' }).click();
  await expect(page.locator('.history li').first()).toBeVisible();
  await expectEnglish(page, allowed, 'who changed what');
});

test('the waiting reports in English, and the bell opened', async ({ page }) => {
  const allowed = watchNames(page);
  await learnNames(page, allowed);
  await homelessReport(page, 'something lies there', `Odd thing ${Date.now()}`);
  await page.goto('/command/waiting?demo=acceptor&lang=en');
  await expect(page.locator('.desk')).toBeVisible();
  await page.keyboard.press('l');
  await page.keyboard.type('公园');
  await expect(page.locator('.place-picker .found button').first()).toBeVisible();
  await expectEnglish(page, allowed, '/command/waiting');
  await page.goto('/command/waiting?demo=acceptor&lang=en&tab=groups');
  await expect(page.locator('.groups')).toBeVisible();
  await expectEnglish(page, allowed, 'the categories in bulk');
  await page.goto('/manage/messages?demo=manager&lang=en');
  await page.locator('.bell > button').click();
  await expect(page.locator('.bell-list').locator('li, .empty').first()).toBeVisible();
  await learnMessages(page, allowed);
  await expectEnglish(page, allowed, 'the bell');
});

test('the phone in English: a permit is checked', async ({ page }) => {
  const allowed = watchNames(page);
  await page.setViewportSize(PHONE);
  await page.goto('/field?demo=officer&lang=en');
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await page.getByLabel('Permit number').fill('XX-999');
  await page.locator('form').getByRole('button', { name: 'Check' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'XX-999' })).toBeVisible();
  await learnNames(page, allowed);
  await expectEnglish(page, allowed, 'the check of a permit');
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
