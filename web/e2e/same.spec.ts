import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { PHONE, expect, expectAccessible, expectNoSideScroll, test } from './page';

// Cables belong to owners without phones: nobody works on such a ticket within seconds, so there is time to look at two of them.
const CABLE = '10002';
type Point = { lng: number; lat: number };
type Receipt = { receipt: string; code: string };

async function report(page: Page, text: string, at: Point): Promise<Receipt> {
  const sent = await page.request.post('/api/reports', { data: { key: randomUUID(), text, category: CABLE, ...at } });
  expect(sent.status(), await sent.text()).toBe(201);
  return (await sent.json()) as Receipt;
}

async function ticketOf(page: Page, { receipt, code }: Receipt): Promise<string> {
  let no: string | null = null;
  await expect.poll(async () => {
    ({ ticket: no } = (await (await page.request.get(`/api/track/${receipt}?code=${code}`)).json()) as { ticket: string | null });
    return no;
  }, { timeout: 30_000 }).not.toBeNull();
  return no ?? '';
}

/** Two reports forty-five metres apart, in words of their own: like enough to be asked about, not enough to be merged by itself. */
async function twoReports(page: Page): Promise<[Receipt, Receipt]> {
  const { city } = (await (await page.request.get('/api/session')).json()) as { city: { centre: [number, number] } };
  const off = (): number => (Math.random() - 0.5) * 0.02;
  const at = { lng: city.centre[0] + off(), lat: city.centre[1] + off() };
  const first = await report(page, '线缆脱落，垂到人行道上', at);
  await ticketOf(page, first);
  const second = await report(page, '有电线掉下来拖着地，危险', { ...at, lng: at.lng + 45 / 94_000 });
  return [first, second];
}

test('a likely repetition is compared, merged by a key and taken out again', async ({ page }) => {
  const [first, second] = await twoReports(page);
  const [known, own] = [await ticketOf(page, first), await ticketOf(page, second)];
  expect(own).not.toBe(known);
  await page.goto(`/command/same?demo=acceptor&ticket=${own}`);
  await expect(page.locator('.pair')).toContainText('有电线掉下来拖着地');
  await expect(page.locator('.pair')).toContainText('线缆脱落，垂到人行道上');
  await expect(page.locator('.reasons')).toContainText('地点');
  await expectAccessible(page);
  await page.keyboard.press('m');
  await expect(page.locator('p[role=status]')).toContainText(`已并入 ${known}`);
  await expect.poll(() => ticketOf(page, second)).toBe(known);
  await page.goto(`/command?demo=acceptor&ticket=${known}`);
  const merged = page.locator('.merged li').filter({ hasText: second.receipt });
  await merged.getByRole('button', { name: /^拆\s?出$/ }).click();
  await page.getByLabel(/为什么不是同一件事/).fill('是另一根杆子上的线');
  await page.getByRole('button', { name: '确 定' }).or(page.getByRole('button', { name: '确定' })).click();
  await expect.poll(() => ticketOf(page, second), { timeout: 20_000 }).not.toBe(known);
});

test('what is not the same is not asked again', async ({ page }) => {
  const [first, second] = await twoReports(page);
  const [known, own] = [await ticketOf(page, first), await ticketOf(page, second)];
  await page.goto(`/command/same?demo=acceptor&ticket=${own}`);
  await expect(page.locator('.pair')).toContainText(known);
  await page.getByRole('button', { name: /不是同一件事/ }).click();
  await expect(page.locator('p[role=status]')).toContainText('不再询问');
  await page.goto(`/command/same?ticket=${own}`);
  await expect(page.locator('main')).not.toContainText(known);
});

test('hot issues have their growth, on a phone too', async ({ page }) => {
  await page.setViewportSize(PHONE);
  await page.goto('/command/same?demo=acceptor&tab=hot');
  await expect(page.getByRole('tab', { name: '热点问题' })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('button', { name: '30 天' }).click();
  await expectAccessible(page);
  await expectNoSideScroll(page);
});

test('who is not asked is told whose page this is', async ({ page }) => {
  await page.goto('/command/same?demo=manager');
  await expect(page.getByText('只有受理员、值班长和派遣员可以判断是否同一件事')).toBeVisible();
});
