import AxeBuilder from '@axe-core/playwright';
import { type Page, expect, test as base } from '@playwright/test';

export const PHONE = { width: 390, height: 844 };
export const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');

type Watch = { outside: string[]; broken: string[] };

/** A page that fails its test when it asks another machine for anything, or when a script throws. */
export const test = base.extend<{ watch: Watch }>({
  watch: [async ({ page, baseURL }, use) => {
    const seen: Watch = { outside: [], broken: [] };
    const here = new Set([new URL(baseURL ?? 'http://127.0.0.1').hostname, 'localhost']); // passkeys need a name, not an address
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith('http') && !here.has(url.hostname)) seen.outside.push(request.url());
    });
    page.on('pageerror', (error) => seen.broken.push(error.message));
    await use(seen);
    expect(seen.outside, 'requests that left the machine').toEqual([]);
    expect(seen.broken, 'errors in scripts').toEqual([]);
  }, { auto: true }],
});

/** No serious or critical finding of axe; the map's canvas is left to its own label. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).exclude('.maplibregl-map').exclude('iframe').analyze();
  const grave = violations.filter((v) => v.impact === 'serious' || v.impact === 'critical');
  expect(grave.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(' | ')}`)).toEqual([]);
}

export async function expectNoSideScroll(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
}

/** Key of a demo account whose face is this one. */
export async function demoKey(page: Page, face: string): Promise<string> {
  const accounts = (await (await page.request.get('/api/demo/accounts')).json()) as { key: string; face: string }[];
  const found = accounts.find((a) => a.face === face);
  if (found === undefined) throw new Error(`no demo account for ${face}`);
  return found.key;
}

/** One of the demo's accounts, as its own API token and name. */
export async function demoToken(page: Page, key: string): Promise<{ token: string; account: { name: string } }> {
  return (await (await page.request.post('/api/demo/token', { data: { key } })).json()) as { token: string; account: { name: string } };
}

/** Headers of the demo's dispatcher, for looking into the API beside the page. */
export async function dispatcher(page: Page): Promise<{ headers: Record<string, string> }> {
  return { headers: { Authorization: `Bearer ${(await demoToken(page, 'dispatcher')).token}` } };
}

export { expect };
