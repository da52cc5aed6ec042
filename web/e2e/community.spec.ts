import type { Page } from '@playwright/test';
import { expectEnglish, watchNames } from './english';
import { asked, inCity, phones, resident, streetArea } from './neighbours';
import { expect, expectAccessible, expectNoSideScroll, PHONE, PICTURE, test } from './page';

test('bad phones and wrong codes get one sentence; without a sign-in there is nothing to see', async ({ page }) => {
  await page.setViewportSize(PHONE);
  await page.goto('/community');
  await page.getByLabel('手机号').fill('12345');
  await page.getByRole('button', { name: '获取验证码' }).click();
  await expect(page.getByRole('alert')).toContainText('11 位手机号');
  await page.getByLabel('手机号').fill(phones.next().value as string);
  await page.getByRole('button', { name: '获取验证码' }).click();
  await page.getByLabel('验证码').fill('00000x');
  await page.getByRole('button', { name: '登录' }).click();
  await expect(page.getByRole('alert')).toContainText('验证码不对');
  await expectAccessible(page);
  await page.goto('/firm/nonsense');
  await expect(page.getByRole('alert')).toContainText('链接无效');
});

test('an open day: the last place, the waiting list, moving up, the door, a word afterwards', async ({ page, browser }) => {
  const area = await streetArea(page);
  const starts = await inCity(page, 110);
  const title = `开放日 ${Date.now() % 100_000}`;
  const day = await asked(page, 'street', '/api/community/office/open-days', {
    kind: 'centre', title, place: '指挥中心', starts_at: starts, ends_at: await inCity(page, 600), capacity: 1, area,
  });
  const first = await resident(browser, '/community/days');
  const card = (p: Page): ReturnType<Page['locator']> => p.locator('section.card').filter({ hasText: title });
  await card(first.page).getByLabel('怎么称呼您').fill('张一');
  await card(first.page).getByRole('button', { name: '报名' }).click();
  await expect(card(first.page).getByText('您已报名')).toBeVisible();
  const second = await resident(browser, '/community/days');
  await card(second.page).getByLabel('怎么称呼您').fill('李二');
  await card(second.page).getByRole('button', { name: '名额已满，候补' }).click();
  await expect(card(second.page).getByText('您在候补名单')).toBeVisible();
  await expectAccessible(second.page);
  await expectNoSideScroll(second.page);

  await card(first.page).getByRole('button', { name: '退出' }).click();
  await expect(card(first.page).getByText('您已退出')).toBeVisible();
  await second.page.reload();
  await expect(card(second.page).getByText('您已报名')).toBeVisible();
  const code = await card(second.page).locator('.community-code').innerText();

  await page.goto('/together/community/days?demo=street');
  await card(page).getByRole('button', { name: '名单' }).click();
  await card(page).getByLabel('签到码').fill('NOSUCH');
  await card(page).getByRole('button', { name: '签到' }).click();
  await expect(page.getByRole('alert')).toContainText('没有这个签到码');
  await card(page).getByLabel('签到码').fill(code);
  await card(page).getByRole('button', { name: '签到' }).click();
  await expect(card(page).getByText('李二 已签到')).toBeVisible();
  await expectAccessible(page);

  await second.page.reload();
  await card(second.page).getByRole('button', { name: '5 分' }).click();
  await card(second.page).getByRole('button', { name: '发送' }).click();
  await expect(card(second.page).getByText('谢谢您的反馈')).toBeVisible();
  await expect.poll(async () => { await second.page.goto('/community'); return second.page.locator('.community-balance b').innerText(); }, { timeout: 30_000 }).toBe('11');
  await expect(second.page.getByText('参加开放日').first()).toBeVisible();
  expect(day['capacity']).toBe(1);
  await first.context.close();
  await second.context.close();
});

test('a tabled item with votes becomes a resolution, and everybody reads what came of it', async ({ page, browser }) => {
  const area = await streetArea(page);
  await asked(page, 'manager', '/api/community/terms', { values: { 'meetings.notice_days': 0 } }, 'put');
  const text = `路口盲区要装镜子 ${Date.now() % 100_000}`;
  const tabler = await resident(browser, `/community/table?area=${area}`);
  await tabler.page.getByLabel('希望会上讨论什么').fill(text);
  await tabler.page.getByRole('button', { name: '提出议题' }).click();
  const item = (p: Page): ReturnType<Page['locator']> => p.locator('.community-item').filter({ hasText: text }).first();
  await expect(item(tabler.page).getByText('我提的')).toBeVisible();
  const voter = await resident(browser, `/community/table?area=${area}`);
  await item(voter.page).getByRole('button', { name: '附议' }).click();
  await expect(item(voter.page).getByText('1 人附议')).toBeVisible();
  await expectAccessible(voter.page);

  const made = await asked(page, 'street', '/api/community/meetings', { area, starts_at: await inCity(page, 20), place: '会议室' });
  await page.goto(`/together/community/meetings/${String(made['no'])}?demo=street`);
  await expect(page.getByText('先说上次决议办得怎样')).toBeVisible();
  await page.getByRole('button', { name: '生成议题' }).click();
  await expect(item(page)).toContainText('居民提出');
  await page.getByRole('button', { name: '开会' }).click();
  await expect(page.getByText('会议中')).toBeVisible();
  await page.getByLabel('姓名').fill('张一');
  await page.getByLabel('手机号（居民，可不填）').fill(tabler.phone);
  await page.getByRole('button', { name: '登记' }).click();
  await expect(page.getByText('居民 · 张一')).toBeVisible();
  await item(page).getByRole('button', { name: '形成决议' }).click();
  await item(page).getByLabel('责任单位或人').fill('市政养护所');
  await item(page).getByLabel('期限（天）').fill('0');
  await item(page).getByRole('button', { name: '形成决议' }).click();
  await expect(page.getByRole('alert')).toContainText('期限');
  await item(page).getByLabel('期限（天）').fill('10');
  await item(page).getByRole('button', { name: '形成决议' }).click();
  await expect(page.getByText('已议定').first()).toBeVisible();
  await page.getByLabel('会议纪要').fill('装一面镜子。');
  await page.getByRole('button', { name: '形成纪要' }).click();
  await expect(page.getByText('已形成纪要')).toBeVisible();
  await expectAccessible(page);
  await expectNoSideScroll(page);

  await tabler.page.reload();
  await expect(tabler.page.getByText('已形成决议').first()).toBeVisible();
  await expect(tabler.page.getByText('市政养护所').first()).toBeVisible();
  await tabler.context.close();
  await voter.context.close();
});

test('a liaison writes a round with a place, and makes it a report', async ({ page, context }) => {
  await page.setViewportSize(PHONE);
  const { city } = (await (await page.request.get('/api/session')).json()) as { city: { centre: [number, number] } };
  await context.grantPermissions(['geolocation']);
  await context.setGeolocation({ longitude: city.centre[0], latitude: city.centre[1] });
  await page.goto('/together/community/diary?demo=liaison');
  await page.getByRole('button', { name: '签到：用我的位置' }).click();
  await expect(page.getByRole('button', { name: '已签到' })).toBeVisible();
  const seen = `井盖翘起 ${Date.now() % 100_000}`;
  await page.getByLabel('看到了什么（没有异常就留空）').fill(seen);
  await page.locator('input[type=file]').setInputFiles({ name: 'seen.png', mimeType: 'image/png', buffer: PICTURE });
  await expect(page.locator('.community-photos img')).toBeVisible();
  await page.getByRole('button', { name: '记下' }).click();
  const entry = page.locator('section.card').filter({ hasText: seen });
  await entry.getByRole('button', { name: '转上报' }).click();
  await entry.getByLabel('转成工单的事项（可不选）').selectOption('01001');
  await entry.getByRole('button', { name: '转上报' }).click();
  await expect(entry.getByText(/已转上报|工单/)).toBeVisible();
  await expectAccessible(page);
  await expectNoSideScroll(page);
});

test('the manager sets a term, fills the catalogue, a resident redeems, the desk hands over', async ({ page, browser }) => {
  await page.goto('/command/community/points?demo=manager');
  await page.getByText('计分规则').click();
  await page.getByLabel('评价了结果').fill('-3');
  await page.getByRole('button', { name: '保存' }).last().click();
  await expect(page.getByRole('alert')).toContainText('整数');
  await expectAccessible(page);
  const who = await resident(browser);
  await expect(who.page.getByText('还没有积分')).toBeVisible();
  await expect(who.page.getByRole('button', { name: '兑换' }).first()).toBeDisabled();
  await page.getByLabel('兑换码').fill('NOSUCH');
  await page.getByRole('button', { name: '发放' }).click();
  await expect(page.getByRole('alert').filter({ hasText: '没有这个兑换码' })).toBeVisible();
  await page.goto('/command/community/figures?demo=manager');
  await expect(page.getByText('走到哪一步')).toBeVisible();
  await page.goto('/command/community/firms?demo=manager');
  await expect(page.getByText('安居物业（示范）', { exact: true })).toBeVisible();
  await who.context.close();
});

const ENGLISH: readonly [string, string][] = [
  ['/community?lang=en', 'My points'], ['/community/days?lang=en', 'Open days'], ['/community/table?lang=en', 'Which area'],
  ['/command/community?demo=manager&lang=en', 'Call a meeting'], ['/command/community/liaisons?demo=manager&lang=en', 'Appoint a liaison'], ['/command/community/days?demo=manager&lang=en', 'Announce an open day'],
  ['/community/volunteer?lang=en', 'Something to do'], ['/command/community/volunteers?demo=manager&lang=en', 'Hours to confirm'],
  ['/command/community/points?demo=manager&lang=en', 'To be fetched'], ['/command/community/figures?demo=manager&lang=en', 'How far they get'],
];

for (const [path, shown] of ENGLISH) {
  test(`in English: ${path}`, async ({ page }) => {
    const allowed = watchNames(page);
    await page.goto(path);
    await expect(page.getByText(shown).first()).toBeVisible();
    await page.waitForTimeout(600);
    await expectEnglish(page, allowed, path);
    await expectNoSideScroll(page);
  });
}

test('a volunteer signs up, is confirmed and trained, takes on a patrol, and the street confirms his hours', async ({ page, browser }) => {
  test.setTimeout(120_000);
  const area = await streetArea(page);
  const name = `志愿${Date.now() % 100_000}`;
  const title = `夜巡 ${Date.now() % 100_000}`;
  const mine = await resident(browser, '/community/volunteer');
  await mine.page.getByLabel('怎么称呼您').fill(name);
  await mine.page.getByLabel('哪个街道或社区').selectOption(area);
  await mine.page.getByLabel('出生日期').fill('2020-01-01');
  await mine.page.getByRole('button', { name: '报名做志愿者' }).click();
  await expect(mine.page.getByRole('alert')).toContainText('14');
  await mine.page.getByLabel('出生日期').fill('1990-01-01');
  await mine.page.getByRole('button', { name: '报名做志愿者' }).click();
  await expect(mine.page.getByText('待街道确认')).toBeVisible({ timeout: 40_000 });
  await expectAccessible(mine.page);
  await expectNoSideScroll(mine.page);

  await page.goto('/together/community/volunteers?demo=street');
  const one = page.locator('section.card').filter({ hasText: name });
  await one.getByRole('button', { name: /^确\s?认$/ }).click();
  await expect(one.getByText('在册')).toBeVisible();
  await one.getByRole('button', { name: '登记培训' }).click();
  await one.getByLabel('培训有效至').fill('2030-01-01');
  await one.locator('form button[type=submit]').click();
  await expect(one.getByText('培训至 2030-01-01')).toBeVisible();
  await expectAccessible(page);

  // As short as an errand may be, and begun when it has been taken on: every minute of it passes in a second here.
  await asked(page, 'street', '/api/community/office/errands', { kind: 'patrol', title, area, open_day: 0, starts_at: await inCity(page, 16), ends_at: await inCity(page, 28), places: 1 });
  await mine.page.reload();
  const errand = mine.page.locator('section.card').filter({ hasText: title }).first();
  await errand.getByRole('button', { name: '认领' }).click();
  await expect(mine.page.getByText('我的志愿时长')).toBeVisible();
  await expect(async () => { // it is over within half a minute of the demo's clock
    await mine.page.reload();
    await expect(mine.page.getByRole('button', { name: '登记时长' })).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 60_000 });
  await mine.page.getByLabel(/服务时长/).fill('999');
  await mine.page.getByRole('button', { name: '登记时长' }).click();
  await expect(mine.page.getByRole('alert')).toContainText('10 到 12 分钟');
  await mine.page.getByLabel(/服务时长/).fill('12');
  await mine.page.getByRole('button', { name: '登记时长' }).click();
  await expect(mine.page.getByText('待确认', { exact: true })).toBeVisible();

  await page.reload();
  const hours = page.locator('form').filter({ hasText: name });
  await hours.getByRole('button', { name: '确认时长' }).click();
  await expect(hours).toHaveCount(0);
  await mine.page.reload();
  await expect(mine.page.getByText('已确认', { exact: true })).toBeVisible();
  await mine.context.close();
});
