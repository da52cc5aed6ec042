import type { Browser, Page } from '@playwright/test';
import { demoToken, expect, expectAccessible, expectNoSideScroll, PHONE, PICTURE, test } from './page';
import { expectEnglish, learnNames, watchNames } from './english';

type Summons = { id: number; name: string; state: string };
type Told = Record<string, string | null>;
type File = { no: string; state: string; lng: number; lat: number; summonses: Summons[] };

/** What people wrote about whistles may stay Chinese. */
async function learnWhistles(page: Page, allowed: Set<string>): Promise<void> {
  const { items } = await ask<{ items: { no: string }[] }>(page, '/api/whistles?state=', 'dispatcher');
  for (const { no } of items) {
    const file = await ask<Told & { summonses: Told[]; records: Told[]; timeline: Told[] }>(page, `/api/whistles/${no}`, 'dispatcher');
    const words = [file['reason'], file['outcome'], file['blown_by'], ...file.summonses.flatMap((s) => [s['who'], s['task'], s['result'], s['declined_for'], s['score_reason'], s['reply'], s['signed_by']]), ...file.records.flatMap((r) => [r['by'], r['found']]), ...file.timeline.flatMap((e) => [e['by'], e['says']])];
    for (const said of words) if (said) allowed.add(said);
  }
}

async function ask<T>(page: Page, path: string, key = 'street'): Promise<T> {
  const headers = { Authorization: `Bearer ${(await demoToken(page, key)).token}` };
  return (await (await page.request.get(path, { headers })).json()) as T;
}

/** A department's phone: a browser of its own, without any account, standing at the place. */
async function phoneOf(browser: Browser, page: Page, file: File, index: number): Promise<Page> {
  const one = file.summonses[index];
  if (one === undefined) throw new Error('no such department');
  const { url } = await ask<{ url: string }>(page, `/api/whistles/${file.no}/summonses/${one.id}/link`);
  const context = await browser.newContext({ viewport: PHONE, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', geolocation: { longitude: file.lng + 0.0002, latitude: file.lat }, permissions: ['geolocation'] });
  const phone = await context.newPage();
  await phone.goto(url);
  return phone;
}

async function reportIn(phone: Page, name: string): Promise<void> {
  await phone.getByLabel('姓名').first().fill(name);
  await phone.getByLabel('电话').first().fill('13800000000');
  await phone.locator('input[type=file]').first().setInputFiles({ name: 'here.png', mimeType: 'image/png', buffer: PICTURE });
  await expect(phone.locator('.whistle-photos img')).toBeVisible();
  await phone.getByRole('button', { name: '我已到场，报到' }).click();
  await expect(phone.getByText(`${name} 已于`)).toBeVisible();
}

async function finish(phone: Page): Promise<void> {
  await phone.getByLabel('做了什么').fill('已处理完毕');
  await phone.locator('input[type=file]').first().setInputFiles({ name: 'done.png', mimeType: 'image/png', buffer: PICTURE });
  await expect(phone.locator('.whistle-photos img')).toBeVisible();
  await phone.getByRole('button', { name: '任务办结' }).click();
  await expect(phone.getByText('已反馈')).toBeVisible();
}

test('a street blows, three departments come and one of them is late; agreed, done, rated, replied, closed', async ({ page, browser }) => {
  test.setTimeout(240_000);
  await page.setViewportSize(PHONE);
  await page.goto('/together/new?demo=street');
  await page.locator('.whistle-map canvas').click({ position: { x: 150, y: 130 } });
  await page.getByLabel('什么事，为什么要几个部门').fill('夜市污水横流，摊贩占道，垃圾桶满溢');
  await expect(page.locator('.whistle-unit').first()).toBeVisible();
  await expectAccessible(page);
  await expectNoSideScroll(page);
  await page.getByRole('button', { name: '吹哨（0 个部门）' }).click();
  await expect(page.getByRole('alert')).toContainText('请至少选一个部门');
  for (const words of ['执法中队', '环卫中心', '市政养护所']) {
    await page.getByLabel('查找部门').fill(words);
    const unit = page.locator('.whistle-unit').filter({ hasText: words }).first();
    await expect(unit).toBeVisible();
    await unit.getByRole('checkbox').check();
  }
  await page.getByRole('button', { name: '吹哨（3 个部门）' }).click();
  await expect(page).toHaveURL(/\/together\/W\d+/);
  const no = /W\d+/.exec(page.url())?.[0] ?? '';
  const file = await ask<File>(page, `/api/whistles/${no}`);
  expect(file.summonses.map((s) => s.state)).toEqual(['called', 'called', 'called']);
  await expect(page.getByText('报到', { exact: true }).first()).toBeVisible();

  const phones = [await phoneOf(browser, page, file, 0), await phoneOf(browser, page, file, 1), await phoneOf(browser, page, file, 2)];
  const [first, second, late] = phones as [Page, Page, Page];
  await expectAccessible(first);
  await expectNoSideScroll(first);
  await reportIn(first, '张三');
  await reportIn(second, '李四');
  await expect(page.getByText('张三').first()).toBeVisible();
  await expect(page.locator('.whistle-department').nth(2).getByText('已督办')).toBeVisible({ timeout: 90_000 }); // half an hour in the city
  await reportIn(late, '王五');
  await expect(page.locator('.whistle-department').nth(2).getByText('迟到')).toBeVisible();

  await page.getByRole('button', { name: '会商记录' }).click();
  await page.getByLabel('现场情况').fill('污水井堵塞，摊贩占道');
  for (const box of await page.getByLabel(/的任务$/).all()) await box.fill('各自清理');
  await page.getByRole('button', { name: '写入会商记录' }).click();
  for (const phone of phones) {
    await phone.getByRole('button', { name: /签字确认/ }).click();
    await expect(phone.getByText('已签字')).toBeVisible();
  }
  await expect(page.locator('.whistle-file').getByText('联合处置').first()).toBeVisible();
  await finish(first);
  await finish(second);
  await late.getByText('办不了，说明原因').click();
  await late.getByLabel('理由（街道会看到）').fill('要等产权单位');
  await late.getByRole('button', { name: '发送' }).click();
  await expect(late.getByText('要等产权单位')).toBeVisible();

  await page.getByRole('button', { name: '街乡评议' }).click();
  for (const [index, score] of [[0, 5], [1, 4], [2, 2]] as const) {
    const unit = page.locator('.whistle-department').nth(index);
    await unit.getByRole('button', { name: '评价', exact: true }).click();
    await unit.getByRole('button', { name: `${score} 分` }).click();
    await unit.getByLabel('评价理由').fill('按实际情况');
    await unit.getByRole('button', { name: '确定' }).click();
    await expect(unit.getByText(`评分 ${score}`)).toBeVisible();
  }
  await late.getByLabel('您的回应（只有一次）').fill('接单时正在抢修');
  await late.getByRole('button', { name: '发送' }).click();
  await expect(page.getByText('接单时正在抢修').first()).toBeVisible();
  await page.getByRole('button', { name: '销哨' }).click();
  await page.getByLabel('处置结果（一句话）').fill('路面已净');
  await page.getByRole('button', { name: '确定' }).click();
  await expect(page.getByText('结果：路面已净')).toBeVisible();
  await expectAccessible(page);

  await page.goto('/together/figures?demo=street');
  await expect(page.locator('.whistle-table').first()).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: '督查 Excel' }).click();
  expect((await download).suggestedFilename()).toMatch(/^whistles-.*\.xlsx$/);
  for (const phone of phones) await phone.context().close();
});

test('a department says not ours, and a stranger with a wrong link learns nothing', async ({ page, browser }) => {
  await page.setViewportSize(PHONE);
  await page.goto('/together/in/nonsense');
  await expect(page.getByRole('alert')).toContainText('链接无效');
  const centre = (await ask<{ city: { centre: [number, number] } }>(page, '/api/session')).city.centre;
  const { units } = await ask<{ units: { id: number }[] }>(page, '/api/whistles/options');
  const headers = { Authorization: `Bearer ${(await demoToken(page, 'street')).token}` };
  const made = await page.request.post('/api/whistles', { headers, data: { key: `e2e-${Date.now()}`, kind: 'ordinary', reason: '路灯不亮', units: units.slice(0, 2).map((u) => u.id), lng: centre[0], lat: centre[1] } });
  expect(made.status(), await made.text()).toBe(201);
  const phone = await phoneOf(browser, page, (await made.json()) as File, 0);
  await phone.getByText('来不了，或不属我单位').click();
  const form = phone.locator('details').first();
  await form.getByLabel('姓名').fill('老周');
  await form.getByLabel('理由（街道会看到）').fill('不属本单位');
  await form.getByRole('button', { name: '发送' }).click();
  await expect(phone.getByText('已回复：不属本单位')).toBeVisible();
  await phone.context().close();
});

test('the command centre sees whistles, on the dark screen and in English', async ({ page }) => {
  const allowed = watchNames(page);
  await learnNames(page, allowed);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto('/command/whistles?demo=dispatcher&lang=en');
  await page.getByRole('button', { name: 'All', exact: true }).click();
  await expect(page.locator('.whistle-row').first()).toBeVisible({ timeout: 60_000 });
  await expectAccessible(page);
  await learnWhistles(page, allowed);
  await expectEnglish(page, allowed, '/command/whistles');
  await page.locator('.whistle-row').first().click();
  await expect(page.locator('.whistle-timeline li').first()).toBeVisible();
  await expectAccessible(page);
  await expectEnglish(page, allowed, 'one whistle');
  await page.getByRole('link', { name: 'Figures' }).click();
  await expect(page.locator('.whistle-table').first()).toBeVisible();
  await expectAccessible(page);
});
