import { PHONE, demoToken, expect, expectAccessible, expectNoSideScroll, test } from './page';

const HEADER = '单位名称,单位类型,上级单位,辖区,统一社会信用代码,电话,配手机,门前三包责任段';
const sheet = (...rows: string[]): { name: string; mimeType: string; buffer: Buffer } => ({ name: 'units.csv', mimeType: 'text/csv', buffer: Buffer.from([HEADER, ...rows].join('\n')) });
const SECTIONS = ['organisations', 'staff', 'crews', 'responsibilities', 'fast-lane', 'classifier', 'conditions', 'sensors', 'messages', 'jobs', 'dead-letters', 'platforms'];

test('a manager lists, filters, and the filter is in the address', async ({ page }) => {
  await page.goto('/manage/organisations?demo=manager');
  await expect(page.locator('.ant-table-row').first()).toBeVisible();
  await page.getByPlaceholder('搜索').fill('监督中心');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=/);
  await expect(page.locator('.ant-table-row')).toHaveCount(1);
  await expect(page.locator('.ant-table-row')).toContainText('监督中心');
  await page.reload();
  await expect(page.locator('.ant-table-row')).toHaveCount(1);
});

test('a wrong row stops the sheet and is told by row, column and reason; then a right one is put into force and kept with its person', async ({ page }) => {
  const name = `示范街道办${Date.now()}`;
  await page.goto('/manage/organisations?demo=manager');
  const upload = page.locator('input[type=file]');
  await upload.setInputFiles(sheet(`${name},街道,,,,0571,否,`, '乙街道办,街道,,火星,,,是,'));
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('alert')).toContainText('有 1 处有误，整张表都不会写入');
  const row = dialog.locator('.ant-table-row');
  await expect(row).toHaveCount(1);
  await expect(row).toContainText(/3\s*辖区\s*本市没有辖区「火星」/);
  await dialog.getByRole('button', { name: '关闭' }).last().click();
  await expect(dialog).toBeHidden();

  await upload.setInputFiles(sheet(`${name},街道,,,,0571,否,`));
  await expect(dialog).toContainText(`会改变什么`);
  await expect(dialog).toContainText(/新增\s*1/);
  await expect(dialog).toContainText(name);
  await dialog.getByRole('button', { name: '确认导入' }).click();
  await expect(dialog.getByRole('status')).toContainText('已生效：新增 1');
  await dialog.getByRole('button', { name: '关闭' }).last().click();
  await page.getByPlaceholder('搜索').fill(name);
  await page.keyboard.press('Enter');
  await expect(page.locator('.manage-main .ant-table-row')).toHaveCount(1);

  await page.getByRole('button', { name: '变更记录' }).click();
  const newest = page.locator('.history li').first();
  await expect(newest).toContainText(name);
  await expect(newest).toContainText((await demoToken(page, 'manager')).account.name);
  await expect(newest).toContainText('街道');
});

test('one unit is added, changed and dissolved in a form, and what is wrong is told at its field', async ({ page }) => {
  const name = `示范表单街道办${Date.now()}`;
  await page.goto('/manage/organisations?demo=manager');
  await page.getByRole('button', { name: '新增机构' }).click();
  const add = page.getByRole('dialog', { name: '新增机构' });
  await add.getByRole('button', { name: /保\s*存/ }).click();
  await expect(add.getByRole('alert')).toHaveText('不能为空。');
  await expect(add.getByLabel(/^单位名称/)).toHaveAttribute('aria-invalid', 'true');
  await add.getByLabel(/^单位名称/).fill(name);
  await add.getByLabel(/^单位类型/).click();
  await page.getByTitle('街道', { exact: true }).click();
  await add.getByLabel('统一社会信用代码').fill('123');
  await add.getByRole('button', { name: /保\s*存/ }).click();
  await expect(add.getByRole('alert')).toContainText('不是 18 位统一社会信用代码');
  await expectAccessible(page);
  await add.getByLabel('统一社会信用代码').fill('');
  await add.getByRole('button', { name: /保\s*存/ }).click();
  await expect(add).toBeHidden();

  await page.getByPlaceholder('搜索').fill(name);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: `修改「${name}」` }).click();
  const change = page.getByRole('dialog', { name: `修改「${name}」` });
  await change.getByLabel('电话').fill('0571-12345');
  await change.getByRole('button', { name: /保\s*存/ }).click();
  await expect(change).toBeHidden();
  await page.getByRole('button', { name: '变更记录' }).click();
  await expect(page.locator('.history li').first()).toContainText('0571-12345');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: `修改「${name}」` }).click();
  await change.getByRole('button', { name: '撤销机构' }).click();
  await page.locator('.ant-popconfirm').getByRole('button', { name: '撤销机构' }).click();
  await expect(change).toBeHidden();
  await expect(page.locator('.manage-main .ant-table-row')).toHaveCount(0);
  await page.getByLabel('看已撤销的').click(); // the address says whether it is ticked, a moment later
  await expect(page.locator('.manage-main .ant-table-row')).toHaveCount(1);
});

test('a unit that still has people is not dissolved, and the form says what is left', async ({ page }) => {
  await page.goto('/manage/organisations?demo=manager&q=' + encodeURIComponent('监督中心'));
  await expect(page.locator('.ant-table-row')).toHaveCount(1);
  await page.getByRole('button', { name: /^修改「/ }).click();
  await page.getByRole('button', { name: '撤销机构' }).click();
  await page.locator('.ant-popconfirm').getByRole('button', { name: '撤销机构' }).click();
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText(/还有在职人员 \d+ 名/);
});

for (const section of ['organisations', 'staff', 'crews']) {
  test(`the form on /manage/${section} is accessible and fits a phone, under EN`, async ({ page }) => {
    await page.setViewportSize(PHONE);
    await page.goto(`/manage/${section}?demo=manager&lang=en`);
    await page.getByRole('button', { name: /^Change “/ }).first().click();
    await expect(page.getByRole('dialog').getByRole('button', { name: 'Save' })).toBeVisible();
    await expectNoSideScroll(page);
    await expectAccessible(page);
  });
}

test('a sheet of something else is refused with the columns it needs', async ({ page }) => {
  await page.goto('/manage/staff?demo=manager');
  await page.locator('input[type=file]').setInputFiles({ name: 'x.csv', mimeType: 'text/csv', buffer: Buffer.from('甲,乙\n1,2\n') });
  await expect(page.getByRole('alert')).toContainText('没有完整的表头：缺列 工号');
});

test('a dispatcher gets no access, neither to the face nor to its doors', async ({ page }) => {
  await page.goto('/manage/staff?demo=dispatcher');
  await expect(page.locator('.empty')).toBeVisible();
  await expect(page.locator('.manage')).toHaveCount(0);
  const { token } = await demoToken(page, 'dispatcher');
  const answer = await page.request.get('/api/manage/staff', { headers: { Authorization: `Bearer ${token}` } });
  expect(answer.status()).toBe(403);
  expect(((await answer.json()) as { detail: string }).detail).toContain('您没有权限');
});

for (const section of SECTIONS) {
  test(`/manage/${section} is accessible and fits a phone`, async ({ page }) => {
    await page.setViewportSize(PHONE);
    await page.goto(`/manage/${section}?demo=manager`);
    await expect(page.locator('.ant-table-row, .empty').first()).toBeVisible();
    await expectNoSideScroll(page);
    await expectAccessible(page);
  });
}

test('the bell opens on one\'s own messages and closes with Escape', async ({ page }) => {
  await page.goto('/manage/messages?demo=manager');
  const bell = page.locator('.bell > button');
  await bell.click();
  const list = page.locator('.bell-list');
  await expect(list.locator('li, .empty').first()).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(list).toHaveCount(0);
  await page.setViewportSize(PHONE);
  await page.goto('/field?demo=officer');
  await page.locator('.bell > button').click();
  await expect(list).toBeVisible();
  await expectNoSideScroll(page);
});
