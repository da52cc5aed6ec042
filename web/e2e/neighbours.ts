import type { Browser, BrowserContext, Page } from '@playwright/test';
import { demoToken, expect, PHONE } from './page';

// Residents, the street and its office, for the specs of the neighbourhood.

export const phones = (function* (): Generator<string> { for (let n = 0; ; n += 1) yield `137${String((Date.now() % 1_000_000) * 100 + n).padStart(8, '0').slice(-8)}`; })();

/** What the API answers to one of the demo's accounts; with `data` it is sent. */
export async function asked<T = Record<string, unknown>>(page: Page, key: string, path: string, data?: object, method = 'post'): Promise<T> {
  const headers = { Authorization: `Bearer ${(await demoToken(page, key)).token}` };
  const answer = data === undefined ? await page.request.get(path, { headers }) : await page.request.fetch(path, { method, headers, data });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as T;
}

/** So many city minutes from now, by the city's own clock. */
export async function inCity(page: Page, minutes: number): Promise<string> {
  const clock = (await page.request.get('/api/session')).headers()['x-city-clock'] ?? '';
  const now = /\d{4}-[^;,\s]+/.exec(clock)?.[0] ?? new Date().toISOString();
  return new Date(new Date(now).getTime() + minutes * 60_000).toISOString();
}

/** A resident's phone: a browser of its own, signed in by the code that the demo shows. */
export async function resident(browser: Browser, path = '/community'): Promise<{ page: Page; context: BrowserContext; phone: string }> {
  const context = await browser.newContext({ viewport: PHONE, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  const page = await context.newPage();
  const phone = phones.next().value as string;
  await page.goto('/community');
  await page.getByLabel('手机号').fill(phone);
  await page.getByRole('button', { name: '获取验证码' }).click();
  const said = await page.getByText(/验证码是 \d{6}/).innerText();
  await page.getByLabel('验证码').fill(/\d{6}/.exec(said.slice(said.indexOf('验证码是')))?.[0] ?? '');
  await page.getByRole('button', { name: '登录' }).click();
  await expect(page.getByText(`已登录 ${phone.slice(0, 3)}****${phone.slice(-4)}`)).toBeVisible();
  if (path !== '/community') await page.goto(path);
  return { page, context, phone };
}

export async function streetArea(page: Page): Promise<string> {
  const meetings = await asked<{ area: string }[]>(page, 'street', '/api/community/meetings');
  const first = meetings[0];
  if (first === undefined) throw new Error('the demo has a meeting');
  return first.area;
}
