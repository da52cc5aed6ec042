import { PHONE, demoToken, expect, expectAccessible, expectNoSideScroll, test } from './page';

const SAID = `执法人员态度粗暴 ${Date.now()}`;

test('a complaint goes to the supervision unit, is answered, and looked at once more', async ({ page, browser, baseURL }) => {
  await page.setViewportSize(PHONE);
  await page.goto('/');
  await page.getByRole('link', { name: '投诉 · 表扬' }).click();
  await page.getByLabel('发生了什么').fill('坏');
  await page.getByRole('button', { name: '提交' }).click();
  await expect(page.getByRole('alert')).toContainText('至少 5 个字');
  await page.getByLabel('发生了什么').fill(SAID);
  await page.getByRole('button', { name: '提交' }).click();
  await expect(page.getByText(/TS\d+/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: '查看进展' }).click();
  await expect(page.getByText('已收到', { exact: true })).toBeVisible();
  await expectNoSideScroll(page);

  const office = await browser.newContext({ baseURL: baseURL ?? '', locale: 'zh-CN' });
  const desk = await office.newPage();
  await desk.goto('/command/voices?demo=dispatcher');
  const row = desk.locator('article', { hasText: SAID });
  await row.getByRole('button', { name: '受理核查' }).click();
  await row.getByRole('button', { name: '答复', exact: true }).click();
  await row.getByLabel('核查结论').selectOption('upheld');
  await row.getByLabel('答复内容（市民会看到）').fill('情况属实，已批评教育，向您道歉。');
  await expectAccessible(desk);
  await row.getByRole('button', { name: '确定' }).click();
  await expect(row).toHaveCount(0);
  await office.close();

  await page.reload();
  await expect(page.getByText('情况属实，已批评教育，向您道歉。')).toBeVisible();
  await page.getByLabel('为什么不认可这个答复？').fill('没有人联系过我');
  await page.getByRole('button', { name: '请求复核一次' }).click();
  await expect(page.getByText('核查中')).toBeVisible();
  await expect(page.getByRole('button', { name: '请求复核一次' })).toHaveCount(0);
});

test('an officer’s phone is shown no desk and is told of no complaint', async ({ page }) => {
  const { token } = await demoToken(page, 'crew-990101001-1');
  const answer = await page.request.get('/api/supervision/complaint', { headers: { Authorization: `Bearer ${token}` } });
  expect(answer.status() === 200 ? await answer.json() : []).toEqual([]);
});

for (const path of ['/voice', '/command/voices?demo=dispatcher']) {
  test(`no serious accessibility finding on ${path}`, async ({ page }) => {
    await page.goto(path);
    await expect(page.locator('main')).not.toBeEmpty();
    await expectNoSideScroll(page);
    await expectAccessible(page);
  });
}
