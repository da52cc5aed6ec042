import type { Page } from '@playwright/test';
import { CARD } from './hand';
import { type Look, cardPhoto } from './idCard';
import { PHONE, demoKey, expect, expectAccessible, expectNoSideScroll, test } from './page';
import { accountOf, playServer, ready } from './spot';

// An identity card is photographed and read on the phone: nothing leaves it, and what does not agree is asked.

test.use({ viewport: PHONE, hasTouch: true });
test.describe.configure({ timeout: 240_000 });
const SHOTS = process.env['ZHICHENG_SHOTS'];

async function phone(page: Page): Promise<{ posted: string[] }> {
  const key = await demoKey(page, '/field');
  await playServer(page.context(), await accountOf(page, key));
  const heard = { posted: [] as string[] };
  page.on('request', (r) => { if (r.method() === 'POST') heard.posted.push(`${new URL(r.url()).pathname} ${(r.postDataBuffer()?.length ?? 0)}`); });
  await page.goto(`/field/case/new?demo=${key}`);
  await ready(page);
  await expect(page.getByText('在场执法人员')).toBeVisible();
  return heard;
}

const show = (page: Page, photo: Buffer): Promise<void> => page.locator('input[aria-label="拍身份证"]').setInputFiles({ name: 'id.jpg', mimeType: 'image/jpeg', buffer: photo });

const LOOKS: readonly (readonly [string, Look])[] = [
  ['straight', {}], ['tilted by 4°', { tilt: 4 }], ['tilted by −7° and smaller', { tilt: -7, scale: 0.6 }], ['half as large', { scale: 0.5 }], ['twice as large and noisy', { scale: 2, noise: 60 }],
  ['on its side', { quarters: 1, tilt: 3 }], ['on its head', { quarters: 2 }],
];

test('a card is read straight, tilted, small, noisy, on its side and on its head, with no network once the reader is kept', async ({ page, context }) => {
  const { posted } = await phone(page);
  const photos: Buffer[] = [];
  for (const [, look] of LOOKS) photos.push(await cardPhoto(page, look));
  const before = posted.length;
  for (const [i, [name]] of LOOKS.entries()) {
    const began = Date.now();
    await show(page, photos[i] as Buffer);
    const found = page.locator('.pick.on', { hasText: CARD.id });
    await expect(found, name).toBeVisible({ timeout: 90_000 });
    console.log(`    ${name}: ${Date.now() - began} ms`);
    await expect(found).toContainText(CARD.name);
    if (i === 0) await context.setOffline(true);
    await found.click(); // another one
  }
  expect(posted.slice(before).filter((p) => p.includes('evidence')), 'the photo goes nowhere').toEqual([]);
});

for (const [what, change, says] of [
  ['a number whose check digit does not hold', { id: '990101199003070022' }, '号码'],
  ['another birthday than the number’s', { born: [1990, 3, 8] }, '出生日期'],
  ['another sex than the number’s', { sex: '男' }, '性别'],
] as const) {
  test(`${what} is asked, with what was read filled in`, async ({ page }) => {
    await phone(page);
    await show(page, await cardPhoto(page, { change }));
    await expect(page.getByText(`照片里的${says}看不清或与号码不一致`)).toBeVisible({ timeout: 120_000 });
    await expect(page.getByLabel('姓名')).toHaveValue(CARD.name);
    await expect(page.getByLabel('住址')).toHaveValue(CARD.address.join(''));
    await expectNoSideScroll(page);
    await expectAccessible(page);
    if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/id-asked.png`, fullPage: true });
  });
}

test('another photo is no card, and the reader that cannot be fetched is told', async ({ page, context }) => {
  await phone(page);
  await context.setOffline(true);
  const blank = await cardPhoto(page, { change: { name: '', id: '', sex: '', nation: '', born: ['', '', ''], address: [] } });
  await show(page, blank);
  await expect(page.getByRole('alert')).toContainText('手机上还没有识别包');
  await context.setOffline(false);
  await show(page, blank);
  await expect(page.getByRole('alert')).toContainText('没有认出身份证正面', { timeout: 120_000 });
});
