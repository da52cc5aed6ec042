import { PHONE, expect, expectAccessible, expectNoSideScroll, test } from './page';
import { Reader } from './reader';
import { Installation, PASSWORD, cityFolder, totp } from './real';
import type { Page } from '@playwright/test';

test.use({ viewport: PHONE });

test('a stranger at a staff face is asked to sign in', async ({ page }) => {
  await page.goto('/command');
  await expect(page.getByRole('heading', { name: '工作人员登录' })).toBeVisible();
  await expectNoSideScroll(page);
  await expectAccessible(page);
});

test('a wrong password gets a sentence, not a blank page', async ({ page }) => {
  await page.goto('/login');
  await page.getByLabel('用户名').fill('nobody');
  await page.getByLabel('密码', { exact: true }).fill('wrong-password');
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText(/不对|锁定/);
});

test.describe('in a real installation', () => {
  test.describe.configure({ timeout: 120_000 }); // the same code counts once: some walks wait for the app's next half minute
  const city = cityFolder();
  let real: Installation;
  let secret = '';
  let used = '';
  let ofSecret = '';

  test.beforeAll(async () => {
    test.setTimeout(120_000);
    if (city === undefined) throw new Error('There is no built city: run `make e2e`, or set ZHICHENG_CITY to a city folder.');
    real = new Installation(Number(process.env['ZHICHENG_E2E_REAL_PORT'] ?? 8230), city);
    await real.start();
  });
  test.afterAll(async () => real.stop());

  const signIn = async (page: Page, user: string, password = PASSWORD): Promise<void> => {
    await page.getByLabel('用户名').fill(user);
    await page.getByLabel('密码', { exact: true }).fill(password);
    await page.getByRole('button', { name: '登录', exact: true }).click();
  };
  /** A code that was not used yet and is good for some seconds more: waits for the next half minute where needed. */
  const freshCode = async (page: Page, key: string, after = ''): Promise<string> => {
    while (30_000 - (Date.now() % 30_000) < 6_000 || totp(key) === after) await page.waitForTimeout(500);
    return totp(key);
  };
  /** Through the page that a first sign-in meets; gives the secret. */
  const setUp = async (page: Page): Promise<string> => {
    await page.getByRole('button', { name: '验证器 App' }).click();
    await expect(page.getByRole('heading', { name: '第一次登录：绑定验证器' })).toBeVisible();
    const key = (await page.locator('.secret').textContent()) ?? '';
    await page.getByLabel('再输一次密码').fill(PASSWORD);
    await page.getByLabel('验证器里的 6 位数字').fill((used = await freshCode(page, key)));
    await page.getByRole('button', { name: '验证' }).click();
    await expect(page.locator('.recovery li').first()).toBeVisible();
    return key;
  };

  test('nothing opens before the second factor, then everything does', async ({ page }) => {
    await page.goto(`${real.url}/command`);
    await signIn(page, 'li');
    await expect(page.getByRole('heading', { name: '第一次登录：选第二重验证' })).toBeVisible();
    await expect(page.getByRole('button', { name: '通行密钥' }), 'no passkey at a bare address').toBeDisabled();
    expect((await page.request.get(`${real.url}/api/tickets`)).status()).toBe(403);
    await expectNoSideScroll(page);
    await expectAccessible(page);
    secret = await setUp(page);
    ofSecret = used;
    await expectAccessible(page);
    await page.getByRole('button', { name: '已记下，进入' }).click();
    await expect(page.locator('.command')).toBeVisible();
    expect((await page.request.get(`${real.url}/api/tickets`)).status()).toBe(200);
  });

  test('an officer binds the phone once and comes back with a PIN', async ({ page }) => {
    await page.goto(`${real.url}/field`);
    await signIn(page, 'wang');
    await setUp(page);
    await page.getByRole('button', { name: '已记下，进入' }).click();
    await page.getByRole('button', { name: '我的' }).click();
    await page.getByLabel('设 4–6 位 PIN').fill('4711');
    await page.getByRole('button', { name: '绑定手机' }).click();
    await expect(page.getByText('已绑定，可用 PIN 登录')).toBeVisible();
    await page.getByRole('button', { name: '退出' }).click();
    await expect(page.getByRole('heading', { name: 'PIN 登录' })).toBeVisible();
    await page.getByLabel('输入 PIN').fill('0000');
    await page.getByLabel('输入 PIN').press('Enter');
    await expect(page.getByRole('alert')).toContainText('PIN 不正确');
    await page.getByLabel('输入 PIN').fill('4711');
    await page.getByLabel('输入 PIN').press('Enter');
    await expect(page.getByRole('button', { name: '遇到麻烦' })).toBeVisible();
  });

  test('signing in again asks for the code, and signing out closes the door', async ({ page }) => {
    expect(secret, 'the account of the first test').not.toBe('');
    await page.goto(`${real.url}/login`);
    await signIn(page, 'li');
    await expect(page.getByRole('heading', { name: '第二步：动态码' })).toBeVisible();
    await page.getByLabel('验证器里的 6 位数字').fill('000000');
    await page.getByRole('button', { name: '验证' }).click();
    await expect(page.getByRole('alert')).toContainText('动态码不对');
    await page.getByLabel('验证器里的 6 位数字').fill(await freshCode(page, secret, ofSecret)); // one code opens once
    await page.getByRole('button', { name: '验证' }).click();
    await expect(page.locator('.command')).toBeVisible();
    await page.locator('.who').click();
    await page.getByRole('button', { name: '退出' }).click();
    await expect(page.getByRole('heading', { name: '工作人员登录' })).toBeVisible();
    expect((await page.request.get(`${real.url}/api/tickets`)).status()).toBe(403);
  });

  /** First sign-in with a passkey, at the installation's name. */
  const setUpPasskey = async (page: Page, path: string, user: string): Promise<void> => {
    await page.goto(real.named + path);
    await signIn(page, user);
    await page.getByRole('button', { name: '通行密钥' }).click();
    await page.getByLabel('再输一次密码').fill(PASSWORD);
    await page.getByRole('button', { name: '生成通行密钥' }).click();
    await expect(page.locator('.recovery li')).toHaveCount(10);
    await page.getByRole('button', { name: '已记下，进入' }).click();
  };

  test('a passkey is set up at the first sign-in, opens the next one, and the last factor stays', async ({ page }) => {
    const reader = await Reader.inside(page);
    await setUpPasskey(page, '/command', 'zhao');
    await expect(page.locator('.command')).toBeVisible();
    await page.locator('.who').click();
    await page.getByRole('link', { name: '登录与安全' }).click();
    await expect(page.getByText('最后一种，不能移除')).toBeVisible();
    await expectNoSideScroll(page);
    await expectAccessible(page);

    await page.getByRole('button', { name: '添加验证器 App' }).click();
    const key = (await page.locator('.secret').textContent()) ?? '';
    await page.getByLabel('再输一次密码').fill(PASSWORD);
    await page.getByLabel('验证器里的 6 位数字').fill(await freshCode(page, key));
    await page.getByRole('button', { name: '验证' }).click();
    await expect(page.getByRole('button', { name: '移除' })).toHaveCount(2);

    await page.request.delete(`${real.named}/_allauth/browser/v1/auth/session`, { headers: { 'X-CSRFToken': (await page.context().cookies()).find((c) => c.name === 'csrftoken')?.value ?? '', Referer: real.named } });
    await page.goto(`${real.named}/login`);
    await signIn(page, 'zhao');
    await expect(page.getByRole('heading', { name: '第二步', exact: true })).toBeVisible();
    await expect(page.getByLabel('验证器里的 6 位数字')).toBeVisible();
    expect((await page.request.get(`${real.named}/api/tickets`)).status()).toBe(403);
    await page.getByRole('button', { name: '用通行密钥' }).click();
    await expect(page.locator('.command')).toBeVisible();
    expect((await page.request.get(`${real.named}/api/tickets`)).status()).toBe(200);

    await page.goto(`${real.named}/login/security`);
    await page.getByRole('listitem').filter({ hasText: '验证器 App' }).getByRole('button', { name: '移除' }).click();
    await page.getByLabel('再输一次密码，确认是您本人').fill(PASSWORD);
    await page.getByRole('button', { name: '确认' }).click();
    await expect(page.getByText('最后一种，不能移除')).toBeVisible();
    await page.getByRole('button', { name: '重新生成备用码' }).click();
    await page.getByLabel('再输一次密码，确认是您本人').fill(PASSWORD);
    await page.getByRole('button', { name: '确认' }).click();
    await expect(page.locator('.recovery li')).toHaveCount(10);
    const backup = (await page.locator('.recovery li').first().textContent()) ?? '';

    await reader.forget(); // the device is lost
    await page.context().clearCookies();
    await page.goto(`${real.named}/login`);
    await signIn(page, 'zhao');
    await page.getByRole('button', { name: '用通行密钥' }).click();
    await expect(page.getByRole('alert')).toContainText('通行密钥没有通过');
    await page.getByRole('button', { name: '用备用码' }).click();
    await page.getByLabel('备用码').fill(backup);
    await page.getByRole('button', { name: '验证' }).click();
    await expect(page.locator('.command')).toBeVisible();
  });

  test('a bound phone opens by fingerprint, not by another finger, and not once it is unbound', async ({ page }) => {
    const reader = await Reader.inside(page);
    await setUpPasskey(page, '/field', 'sun');
    await page.getByRole('button', { name: '我的' }).click();
    await page.getByLabel('设 4–6 位 PIN').fill('2580');
    await page.getByRole('button', { name: '绑定手机' }).click();
    await page.getByRole('button', { name: '开通指纹' }).click();
    await expect(page.getByText('已绑定，可用指纹或 PIN 登录')).toBeVisible();
    await expectNoSideScroll(page);
    await page.getByRole('button', { name: '退出' }).click();

    await expect(page.getByRole('button', { name: '按指纹登录' })).toBeVisible();
    await expectNoSideScroll(page);
    await expectAccessible(page);
    await reader.finger('a stranger’s');
    await page.getByRole('button', { name: '按指纹登录' }).click();
    await expect(page.getByRole('alert')).toContainText('手机没有读到指纹');
    await reader.finger('mine');
    await page.getByRole('button', { name: '按指纹登录' }).click();
    await expect(page.getByRole('button', { name: '遇到麻烦' })).toBeVisible();

    await page.getByRole('button', { name: '我的' }).click();
    await page.getByRole('link', { name: '登录与安全' }).click();
    await expect(page.getByText('PIN + 指纹')).toBeVisible();
    const before = await page.evaluate(() => Object.entries(localStorage));
    await page.getByRole('button', { name: '解绑' }).click();
    await expect(page.getByRole('heading', { name: '工作人员登录' }), 'what the phone had open has ended').toBeVisible();
    await expect(page.getByRole('button', { name: '按指纹登录' })).toHaveCount(0);

    await page.evaluate((kept) => kept.forEach(([k, v]) => localStorage.setItem(k, v)), before); // a phone that was unbound elsewhere
    await page.reload();
    await page.getByRole('button', { name: '按指纹登录' }).click();
    await expect(page.getByRole('alert')).toContainText('没有绑定或已被停用');
  });

  test('who has lost everything is let in again by two keepers, and not by one', async ({ page, browser }) => {
    await page.goto(`${real.url}/field`);
    await signIn(page, 'wu');
    await setUp(page);
    await page.getByRole('button', { name: '已记下，进入' }).click();
    await page.getByRole('button', { name: '我的' }).click();
    await page.getByLabel('设 4–6 位 PIN').fill('1357');
    await page.getByRole('button', { name: '绑定手机' }).click();
    await expect(page.getByText('已绑定，可用 PIN 登录')).toBeVisible();

    const keeper = async (user: string, path: string): Promise<Page> => {
      const desk = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
      await desk.goto(real.url + path);
      await signIn(desk, user);
      await setUp(desk);
      await desk.getByRole('button', { name: '已记下，进入' }).click();
      return desk;
    };
    const first = await keeper('qian', '/manage/staff?q=wu');
    await first.getByRole('button', { name: '手机与验证' }).click();
    const asked = first.getByRole('dialog', { name: '吴 的手机与第二重验证' });
    await expect(asked.getByText('验证器 App · 备用码')).toBeVisible();
    await asked.getByRole('button', { name: '申请重置' }).click();
    const form = asked.getByRole('form', { name: '申请重置' });
    await form.getByRole('button', { name: '申请重置' }).click();
    await expect(form.getByRole('alert')).toContainText('请写明原因');
    await form.getByLabel('原因').fill('手机昨晚丢失，本人持工作证到场');
    await form.getByRole('button', { name: '申请重置' }).click();
    await expect(asked.getByText('要由另一位管理者当面核实后复核')).toBeVisible();
    await expect(asked.getByRole('button', { name: '复核并重置' })).toHaveCount(0);
    await expectAccessible(first);
    expect((await page.request.get(`${real.url}/api/field/phones`)).status(), 'asking alone closes nothing').toBe(200);

    const second = await keeper('zhou', '/manage/staff');
    await second.getByRole('button', { name: '待复核的重置 1 份' }).click();
    await expect(second.locator('.ant-table-row')).toHaveCount(1);
    await second.getByRole('button', { name: '手机与验证' }).click();
    await expect(second.getByRole('paragraph').filter({ hasText: '手机昨晚丢失，本人持工作证到场' })).toBeVisible();
    await second.getByRole('button', { name: '复核并重置' }).click();
    await second.locator('.ant-popconfirm').getByRole('button', { name: '复核并重置' }).click();
    const fresh = (await second.locator('.password').textContent()) ?? '';
    expect(fresh).toHaveLength(12);

    expect((await page.request.get(`${real.url}/api/field/phones`)).status(), 'what was open has ended').toBe(403);
    await page.reload();
    await page.getByLabel('输入 PIN').fill('1357');
    await page.getByLabel('输入 PIN').press('Enter');
    await expect(page.getByRole('alert')).toContainText('没有绑定或已被停用');
    const anew = await (await browser.newContext({ viewport: PHONE })).newPage();
    await anew.goto(`${real.url}/login`);
    await signIn(anew, 'wu');
    await expect(anew.getByRole('alert')).toContainText('不对');
    await signIn(anew, 'wu', fresh);
    await expect(anew.getByRole('heading', { name: '第一次登录：选第二重验证' })).toBeVisible();
    await anew.context().close();
    await first.context().close();
    await second.context().close();
  });

  test('five wrong passwords lock the account for a while', async ({ page }) => {
    await page.goto(`${real.url}/login`);
    for (let i = 0; i < 6; i += 1) {
      const answered = page.waitForResponse((r) => r.url().endsWith('/auth/login'));
      await signIn(page, 'li', `wrong-password-${i}`);
      await answered;
    }
    await expect(page.getByRole('alert')).toContainText('尝试太多次');
  });
});
