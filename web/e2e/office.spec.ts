import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { PHONE, PICTURE, demoToken, expect, expectAccessible, expectNoSideScroll, test } from './page';

// One case from lead to decision, and one from lead to archive, each step by whoever may take it, in the office's own pages.

test.setTimeout(240_000);

type Named = { headers: { Authorization: string } };
const as = async (page: Page, key: string): Promise<Named> => ({ headers: { Authorization: `Bearer ${(await demoToken(page, key)).token}` } });

/** A lead in the squad's area, written down by an officer through the public API: what /field does in the street. */
async function lead(page: Page, facts = '当事人将一袋生活垃圾丢弃在人行道上。'): Promise<string> {
  const { city, now } = (await (await page.request.get('/api/session')).json()) as { city: { centre: [number, number] }; now: string };
  const act = new Date(Date.parse(now) - 2 * 3_600_000).toISOString();
  const made = await page.request.post('/api/cases', {
    ...(await as(page, 'officer')),
    data: {
      key: randomUUID(), given: { violation: 'V.EEC.dump_person', act }, place: { lng: city.centre[0], lat: city.centre[1], address: '示范路 1 号门前人行道' }, facts_text: facts,
      party: { kind: 'citizen', name: '王建国', id_no: '11010519491231002X', address: '示范路 9 号', phone: '13800000000' },
    },
  });
  expect(made.status(), await made.text()).toBe(201);
  return ((await made.json()) as { case: { no: string } }).case.no;
}

const open = async (page: Page, key: string, no: string, rest = ''): Promise<void> => {
  await page.goto(`/office/cases/${no}${rest}?demo=${key}`);
  await expect(page.getByText(no).first()).toBeVisible();
};
const stateIs = async (page: Page, state: string): Promise<void> => expect(page.locator('.case-head .chip').first()).toHaveText(state);

/** Waits until the papers are filled in and nothing is still being set. */
async function composed(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: /^(办理这一步|呈请批准)$/ }).first()).toBeEnabled();
  await expect(page.locator('.paper-pages[aria-busy="true"]')).toHaveCount(0);
}
const take = async (page: Page): Promise<void> => { await composed(page); await page.getByRole('button', { name: '办理这一步' }).click(); };
const ask = async (page: Page): Promise<void> => { await composed(page); await page.getByRole('button', { name: '呈请批准' }).click(); };
/** Within the city's clock, as a person fills it in. */
async function inAnHour(page: Page): Promise<string> {
  const { now } = (await (await page.request.get('/api/session')).json()) as { now: string };
  return new Date(Date.parse(now) + 9 * 3_600_000).toISOString().slice(0, 16);
}
/** The first place for a signature is signed with the mouse, as a finger would. */
async function signOnGlass(page: Page): Promise<void> {
  const slot = page.locator('.paper-slot').first();
  await slot.getByRole('radio', { name: '在屏幕上签' }).click();
  const glass = slot.getByRole('img');
  await glass.evaluate((e) => e.scrollIntoView({ block: 'center' }));
  const box = await glass.boundingBox();
  if (box === null) throw new Error('no glass to sign on');
  await page.mouse.move(box.x + 60, box.y + 60);
  await page.mouse.down();
  for (let n = 1; n <= 14; n += 1) await page.mouse.move(box.x + 60 + n * 20, box.y + 60 + (n % 2) * 50);
  await page.mouse.up();
  await expect(slot.getByText('已签')).toBeVisible();
}
/** The field of a paper by its words. */
const field = (page: Page, name: string) => page.locator('.paper-field').filter({ has: page.locator('label, legend', { hasText: name }) }).locator('input, textarea, select').first();

async function grant(page: Page, key: string, no: string): Promise<void> {
  await page.goto(`/office/desks?demo=${key}`);
  const card = page.locator('.motion', { hasText: no });
  await card.getByRole('button', { name: '批准' }).click();
  await page.locator('.ant-popconfirm').getByRole('button', { name: /批\s*准/ }).click(); // antd parts two characters
  await expect(card).toHaveCount(0);
}

async function checkLead(page: Page, no: string): Promise<void> {
  await open(page, 'squad_head', no);
  await page.getByRole('link', { name: '办理 线索核查' }).click();
  for (const n of [1, 2]) await page.getByLabel('选择本队执法人员').selectOption({ index: n });
  await take(page);
  await stateIs(page, '核查中');
}

test('from lead to decision, each step by whoever may take it', async ({ page }) => {
  page.setDefaultTimeout(20_000);
  const no = await lead(page);
  await page.goto('/office/desks?demo=squad_head');
  await expect(page.getByRole('region', { name: '线索待核' }).locator('.case-card').first()).toBeVisible();
  await checkLead(page, no);

  await page.getByRole('link', { name: '呈批 立案' }).click();
  await expect(page.locator('.officer-list input:enabled').nth(1)).toBeVisible();
  const officers = page.locator('.officer-list li');
  await officers.filter({ hasText: (await demoToken(page, 'officer')).account.name }).locator('input').check();
  await officers.filter({ has: page.locator('input:enabled:not(:checked)') }).first().locator('input').check();
  await ask(page);
  await expect(page.locator('.motion')).toContainText('等行政机关负责人批准');
  await grant(page, 'head', no);

  await open(page, 'officer', no);
  await stateIs(page, '已立案');
  await page.getByRole('link', { name: '办理 调查取证' }).click();
  await page.getByLabel('已告知事实、理由、依据和权利').selectOption('1');
  await take(page);
  await stateIs(page, '调查取证');

  await page.getByRole('tab', { name: '证据' }).click();
  await page.getByRole('button', { name: '补充证据' }).click();
  await page.locator('.file-pick input').setInputFiles({ name: '现场照片.png', mimeType: 'image/png', buffer: PICTURE });
  await expect(page.getByText('本机摘要 SHA-256')).toBeVisible();
  await page.getByLabel('证明的事实').fill('垃圾丢弃在人行道上');
  await page.getByRole('button', { name: /存\s*入/ }).click();
  await expect(page.locator('.evidence-list li')).toContainText('现场照片');

  await page.getByRole('link', { name: '办理 责令改正/限期改正' }).click();
  await page.getByLabel('期限至').fill(await inAnHour(page));
  await expect(page.locator('.paper-field', { hasText: '改正期限' })).toBeVisible(); // the paper now names the day; nothing moves any more under the pen
  await signOnGlass(page);
  await take(page);
  await page.getByRole('tab', { name: '全过程' }).click();
  await expect(page.locator('.case-timeline')).toContainText('责令改正');

  await page.getByRole('link', { name: '办理 调查终结' }).click();
  await composed(page);
  await field(page, '裁量阶次').selectOption('light');
  await field(page, '裁量理由').fill('法定罚款幅度为 100 元至 1,000 元，当事人及时清理，属“从轻”阶次。');
  await field(page, '处理建议').fill('建议责令改正，处以罚款。');
  await take(page);
  await stateIs(page, '调查终结');

  await page.getByRole('link', { name: '呈批 处罚事先告知' }).click();
  await page.locator('.step-data').getByLabel('罚款金额').fill('200');
  await expect(page.locator('.paper-pages img').first()).toBeVisible();
  await ask(page);
  await grant(page, 'head', no);

  await open(page, 'officer', no);
  await stateIs(page, '已告知');
  await page.locator('.limit', { hasText: '陈述申辩' }).hover();
  await expect(page.locator('.derivation')).toContainText('个工作日');
  await page.locator('.refused summary').click();
  await expect(page.locator('.refused li').first()).toContainText('INV-');
  await page.getByText(/^当事人、银行、法院等发生的/).click();
  await page.getByRole('link', { name: /^办理 当事人放弃陈述申辩/ }).click();
  await take(page);
  await expect(page.locator('.case-timeline')).toContainText('当事人放弃陈述申辩');
  await page.getByRole('link', { name: '呈批 听取陈述申辩并复核' }).click();
  await ask(page);
  await grant(page, 'legal_reviewer', no);

  await open(page, 'head', no);
  await stateIs(page, '陈述申辩已复核');
  await page.getByRole('link', { name: '办理 作出处罚决定' }).click();
  await page.locator('.step-data').getByLabel('罚款金额').fill('200');
  await take(page);
  await stateIs(page, '已作出处罚决定');
  await page.getByRole('tab', { name: /^文书/ }).click();
  await expect(page.locator('.paper-list')).toContainText('行政处罚决定书');
});

test('a lead that is not filed is closed and archived; the volume is one file', async ({ page }) => {
  page.setDefaultTimeout(20_000);
  const no = await lead(page, '经查，该袋垃圾由保洁人员临时放置。');
  await checkLead(page, no);
  await page.getByRole('link', { name: '呈批 不予立案' }).click();
  await page.locator('.step-data').getByLabel('理由').selectOption('no_violation');
  await expect(page.locator('.paper-row')).toHaveCount(0);
  for (const n of [1, 2]) await page.getByLabel('选择本队执法人员').selectOption({ index: n });
  await ask(page);
  await grant(page, 'head', no);

  await open(page, 'head', no);
  await stateIs(page, '不予立案');
  await page.getByRole('link', { name: '办理 结案' }).click();
  await field(page, '处理结果').selectOption({ index: 1 });
  for (const n of [1, 2]) await page.getByLabel('选择本队执法人员').selectOption({ index: n });
  await take(page);
  await stateIs(page, '结案');

  await page.goto('/office/archive?demo=archivist');
  const card = page.locator('.board-card', { hasText: no });
  await expect(card).toContainText('结案');
  await card.getByRole('link', { name: '立卷归档' }).click();
  await take(page);
  await stateIs(page, '归档');
  const [volume] = await Promise.all([page.waitForResponse((r) => r.url().endsWith('/volume.pdf')), page.getByRole('tab', { name: /^文书/ }).click().then(() => page.getByRole('button', { name: '案卷 PDF' }).click())]);
  expect(volume.headers()['content-type']).toBe('application/pdf');
});

test('what is refused leaves the form as it was, and says why', async ({ page }) => {
  page.setDefaultTimeout(20_000);
  const no = await lead(page);
  await open(page, 'squad_head', no, '/T01');
  await field(page, '情况描述').fill('另行说明：现场另有两袋垃圾。');
  await take(page); // nobody is named as having checked it
  await expect(page.locator('.step-bar [role="alert"]')).toContainText('执法人员');
  await expect(field(page, '情况描述')).toHaveValue('另行说明：现场另有两袋垃圾。');
  await open(page, 'squad_head', no);
  await stateIs(page, '线索');
});

test('a step that somebody else takes can only be asked for, and one that the law refuses says its article', async ({ page }) => {
  page.setDefaultTimeout(20_000);
  const no = await lead(page);
  await open(page, 'head', no);
  await expect(page.getByRole('link', { name: '呈批 线索核查' })).toBeVisible();
  await expect(page.getByRole('link', { name: '办理 线索核查' })).toHaveCount(0);
  await open(page, 'head', no, '/T42');
  await expect(page.getByText('这一步现在不可以办理。')).toBeVisible();
});

test('cases are found, and the filter is in the address', async ({ page }) => {
  const no = await lead(page);
  await page.goto('/office/cases?demo=head');
  await page.getByPlaceholder('案号、当事人、地址').fill(no);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`q=${no}`));
  await expect(page.locator('.ant-table-row')).toHaveCount(1);
  await page.reload();
  await expect(page.locator('.ant-table-row')).toContainText(no);
  await page.setViewportSize(PHONE); // no room for a table: cards, and nothing scrolls inside itself
  await expect(page.locator('.ant-table-row')).toHaveCount(0);
  await expect(page.locator('.case-cards li')).toHaveCount(1);
  await page.locator('.case-cards a').click();
  await expect(page).toHaveURL(new RegExp(`/office/cases/${no}`));
});

test('a formula that would make fines a target is refused', async ({ page }) => {
  await page.goto('/office/insight?demo=head');
  const formula = page.getByRole('textbox', { name: '考核公式' });
  await formula.fill('fines / decided');
  await page.getByRole('button', { name: '计算' }).click();
  await expect(page.getByRole('alert')).toContainText('第七十四条');
  await formula.fill('(corrected + spared) / opened');
  await page.getByRole('button', { name: '计算' }).click();
  await expect(page.getByText(/^结果/)).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

for (const [where, viewport] of [['wide', { width: 1440, height: 900 }], ['phone', PHONE]] as const) {
  test(`every page is accessible and fits (${where})`, async ({ page }) => {
    page.setDefaultTimeout(20_000);
    await page.setViewportSize(viewport);
    const no = await lead(page);
    for (const path of ['/office/desks', '/office/cases', '/office/hearings', '/office/panel', '/office/archive', '/office/insight', '/office/new', `/office/cases/${no}`, `/office/cases/${no}?tab=evidence`, `/office/cases/${no}/T01`]) {
      await page.goto(`${path}${path.includes('?') ? '&' : '?'}demo=squad_head`);
      await expect(page.locator('#main h1').first()).toBeVisible();
      await expect(page.locator('.spin')).toHaveCount(0);
      await expectAccessible(page);
      await expectNoSideScroll(page);
    }
  });
}
