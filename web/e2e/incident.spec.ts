import { idlePhone } from './moments';
import { PHONE, demoToken, expect, expectAccessible, expectNoSideScroll, test } from './page';

test.describe.configure({ timeout: 120_000 });

test('a long press calls for help, and the crew takes its call back', async ({ page }) => {
  await page.setViewportSize(PHONE);
  await page.goto(`/field?demo=${await idlePhone(page)}`);
  const trouble = page.getByRole('button', { name: /遇到麻烦/ });
  await trouble.hover();
  await page.mouse.down();
  await page.waitForTimeout(1_800);
  await page.mouse.up();
  await page.getByRole('button', { name: '知道了' }).click();
  const call = page.getByRole('region', { name: '您的小组正在求助' });
  await expect(call).toBeVisible();
  await expectNoSideScroll(page);
  await expectAccessible(page);
  await call.getByRole('button', { name: '没事了，撤回' }).click();
  await call.getByRole('button', { name: '确定撤回' }).click();
  await expect(call).toHaveCount(0);
});

test('the centre settles a call with a note; the phone of who called sees it go', async ({ page, context }) => {
  const key = await idlePhone(page);
  const headers = { Authorization: `Bearer ${(await demoToken(page, key)).token}` };
  const { crew } = (await (await page.request.get('/api/field/me', { headers })).json()) as { crew: { name: string; lng: number; lat: number } };
  const made = await page.request.post('/api/field/trouble', { headers, data: { key: `e2e-${Date.now()}`, lng: crew.lng, lat: crew.lat, text: '被多人围堵' } });
  expect(made.status()).toBe(201);
  const phone = await context.newPage();
  await phone.setViewportSize(PHONE);
  await phone.goto(`/field?demo=${key}`);
  const onPhone = phone.getByRole('region', { name: '您的小组正在求助' });
  await expect(onPhone).toBeVisible();
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.goto('/command?demo=dispatcher');
  const call = page.getByRole('region', { name: `${crew.name} 遇到麻烦` });
  await expect(call).toContainText('被多人围堵');
  await call.getByRole('button', { name: '解除…' }).click();
  await call.getByLabel('怎么解决的').fill('增援到场，围观已散');
  await expectAccessible(page);
  await call.getByRole('button', { name: '解除', exact: true }).click();
  await expect(call).toHaveCount(0);
  await expect(onPhone).toHaveCount(0);
});
