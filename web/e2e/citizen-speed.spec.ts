import { appendFileSync } from 'node:fs';
import { PHONE, PICTURE, expect, test } from './page';

// Usable in two seconds on slow 4G, a report in three taps. Prints its figures:
//   bash tools/e2e.sh e2e/citizen-speed.spec.ts
test.use({ viewport: PHONE, hasTouch: true, serviceWorkers: 'block' });

const SLOW_4G = { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 }; // Lighthouse's "slow 4G"
const USABLE_MS = 2_000;
const say = (line: string): void => { console.log(`    ${line}`); const file = process.env['ZHICHENG_FIGURES']; if (file !== undefined) appendFileSync(file, `${line}\n`); };

test('the first letter can be typed soon on slow 4G', async ({ page, context }) => {
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', SLOW_4G);
  const times: number[] = [];
  for (let i = 0; i < 5; i += 1) {
    await cdp.send('Network.clearBrowserCache');
    const begun = Date.now();
    await page.goto('/', { waitUntil: 'commit' });
    await page.getByRole('button', { name: '先写一句' }).click();
    await expect(page.getByLabel('说说是什么情况')).toBeFocused();
    times.push(Date.now() - begun);
  }
  times.sort((a, b) => a - b);
  const bytes = await page.evaluate(() => performance.getEntriesByType('resource').reduce((sum, r) => sum + (r as PerformanceResourceTiming).transferSize, 0));
  say(`slow 4G, first visit: first letter can be typed after ${times.join(', ')} ms (median ${times[2]} ms), ${Math.round(bytes / 1000)} kB`);
  expect(times[0]).toBeLessThan(USABLE_MS * 2); // with the form, which is fetched after the welcome; the best of five: a busy machine only adds
});

test('the welcome answers a finger within two seconds on slow 4G', async ({ page, context }) => {
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', SLOW_4G);
  const times: number[] = [];
  for (let i = 0; i < 5; i += 1) {
    await cdp.send('Network.clearBrowserCache');
    await page.goto('/', { waitUntil: 'commit' });
    await page.getByRole('button', { name: '拍照上报' }).waitFor();
    times.push(Math.round(await page.evaluate(() => performance.now())));
  }
  times.sort((a, b) => a - b);
  say(`slow 4G, first visit: usable after ${times.join(', ')} ms (median ${times[2]} ms)`);
  expect(times[0]).toBeLessThan(USABLE_MS); // the best of five: a busy machine only adds
});

test('a report with a photo: taps and seconds', async ({ page, context }) => {
  const { city } = (await (await page.request.get('/api/session')).json()) as { city: { centre: [number, number] } };
  await context.grantPermissions(['geolocation']);
  await context.setGeolocation({ longitude: city.centre[0] + (Math.random() - 0.5) * 0.02, latitude: city.centre[1] + (Math.random() - 0.5) * 0.02 });
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', SLOW_4G);
  await page.goto('/');
  const camera = page.waitForEvent('filechooser');
  const begun = Date.now();
  await page.getByRole('button', { name: '拍照上报' }).click();
  await (await camera).setFiles({ name: 'a.png', mimeType: 'image/png', buffer: PICTURE });
  await expect(page.getByText('位置已确认')).toBeVisible();
  await page.getByRole('button', { name: '提交' }).click();
  await expect(page.getByRole('heading', { name: '收到了，谢谢您' })).toBeVisible();
  say(`a report with a photo on slow 4G: 3 taps (camera, its release, send), ${((Date.now() - begun) / 1000).toFixed(1)} s of machine time`);
  expect(Date.now() - begun).toBeLessThan(15_000);
});
