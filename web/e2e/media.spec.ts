import type { Page } from '@playwright/test';
import config from '../playwright.config';
import { PHONE, expect, expectAccessible, expectNoSideScroll, test } from './page';

// Real clips and a real recorder: Chromium's pretended microphone plays a tone, a canvas is filmed. Nothing on the server is played.

const own = config.use?.launchOptions ?? {};
test.use({
  viewport: PHONE, permissions: ['microphone'],
  launchOptions: { ...own, args: [...(own.args ?? []), '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] },
});
test.describe.configure({ timeout: 180_000 });

/** A film of a canvas, noisy enough to be sent in several pieces. */
async function film(page: Page, seconds: number): Promise<Buffer> {
  const base64 = await page.evaluate(async (length) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 360 });
    const pen = canvas.getContext('2d');
    if (pen === null) throw new Error('no canvas');
    const recorder = new MediaRecorder(canvas.captureStream(15), { mimeType: 'video/webm;codecs=vp8', videoBitsPerSecond: 8_000_000 });
    const parts: Blob[] = [];
    recorder.ondataavailable = (e) => parts.push(e.data);
    const drawing = setInterval(() => {
      const noise = pen.createImageData(640, 360);
      for (let i = 0; i < noise.data.length; i += 1) noise.data[i] = i % 4 === 3 ? 255 : Math.random() * 255;
      pen.putImageData(noise, 0, 0);
    }, 60);
    recorder.start();
    await new Promise((done) => setTimeout(done, length * 1000));
    const ended = new Promise((done) => { recorder.onstop = done; });
    recorder.stop();
    await ended;
    clearInterval(drawing);
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    let text = '';
    for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
    return btoa(text);
  }, seconds);
  return Buffer.from(base64, 'base64');
}

async function sendOff(page: Page): Promise<void> {
  await page.getByLabel('地点描述').fill('学院路 12 号门口');
  await page.getByRole('button', { name: '提交', exact: true }).click();
  await expect(page.getByRole('heading', { name: '收到了，谢谢您' })).toBeVisible({ timeout: 60_000 });
}

test('a clip goes up in pieces though the network is cut in the middle, and plays on the tracking page', async ({ page }) => {
  await page.goto('/?new=text');
  await page.getByLabel('说说是什么情况').fill('路边堆着垃圾，拍了一段');
  const clip = await film(page, 4);
  expect(clip.byteLength).toBeGreaterThan(2 * 1024 * 1024);
  const offsets: number[] = [];
  let cut = false;
  await page.route('**/api/uploads/*/pieces*', async (route) => {
    const offset = Number(new URL(route.request().url()).searchParams.get('offset'));
    if (offset > 0 && !cut) { cut = true; return route.abort('connectionreset'); }
    offsets.push(offset);
    return route.continue();
  });
  await page.locator('.report-form input[type=file][accept="video/*"]').setInputFiles({ name: 'a.webm', mimeType: 'video/webm', buffer: clip });
  await expect(page.locator('.picked')).toContainText('等网络', { timeout: 60_000 });
  expect(cut).toBe(true);
  await sendOff(page);
  expect(offsets).toEqual([...new Set(offsets)]); // nothing went up twice
  expect(offsets.length).toBeGreaterThan(2);
  await page.getByRole('link', { name: /查看进度|查进度/ }).first().click();
  const video = page.locator('.photos video');
  await expect(video).toHaveAttribute('poster', /\/still\?k=/);
  const still = await page.request.get((await video.getAttribute('poster')) ?? '');
  expect([still.status(), still.headers()['content-type']]).toEqual([200, 'image/jpeg']);
  await video.evaluate(async (v: HTMLVideoElement) => { v.muted = true; await v.play(); });
  await expect.poll(() => video.evaluate((v: HTMLVideoElement) => v.currentTime), { timeout: 30_000 }).toBeGreaterThan(0.5);
  const url = (await video.getAttribute('src')) ?? '';
  expect((await page.request.get(url, { headers: { Range: 'bytes=10-19' } })).status()).toBe(206);
  expect((await page.request.get(url, { headers: { Range: 'bytes=999999999-' } })).status()).toBe(416);
  expect((await page.request.get(url.replace(/k=[^&]*&/, ''))).status()).toBe(404); // for nobody else, before it is covered
  await expectNoSideScroll(page);
  await expectAccessible(page);
});

test('a voice note is recorded, heard again, deleted, recorded anew, and heard by the acceptor, whose words tell the matter', async ({ page, browser, baseURL }) => {
  await page.goto('/?new=text');
  const record = async (): Promise<void> => {
    await page.getByRole('button', { name: '录一段语音' }).click();
    await expect(page.getByRole('timer')).toContainText('0:02', { timeout: 30_000 });
    await page.getByRole('button', { name: '录好了' }).click();
    await expect(page.locator('.voice-heard audio')).toHaveCount(1);
  };
  await record();
  await expectAccessible(page);
  await expectNoSideScroll(page);
  await page.getByRole('button', { name: '删除录音 1' }).click();
  await expect(page.locator('.voice-heard')).toHaveCount(0);
  await record();
  await page.locator('.voice-heard audio').evaluate(async (a: HTMLAudioElement) => { a.muted = true; await a.play(); });
  await expect.poll(() => page.locator('.voice-heard audio').evaluate((a: HTMLAudioElement) => a.currentTime)).toBeGreaterThan(0.2);
  await sendOff(page);
  const receipt = /\d{13}/.exec((await page.locator('main').textContent()) ?? '')?.[0] ?? '';
  expect(receipt).not.toBe('');

  const desk = await (await browser.newContext({ baseURL: baseURL ?? '', locale: 'zh-CN', viewport: { width: 1440, height: 900 } })).newPage();
  await desk.goto('/command/waiting?demo=acceptor&missing=matter');
  const row = desk.locator('.waiting-list button', { hasText: '语音留言' }).last();
  const more = desk.getByRole('button', { name: '再取 50 件' });
  await expect(row.or(more).first()).toBeVisible();
  while (!(await row.isVisible()) && (await more.isVisible())) { // the oldest come first: a long day leaves more than a page before it
    const before = await desk.locator('.waiting-list li').count();
    await more.click();
    await expect.poll(() => desk.locator('.waiting-list li').count()).toBeGreaterThan(before);
  }
  await row.click();
  const note = desk.locator('.desk-note');
  await expect(note).toContainText('还没有文字');
  await note.locator('audio').evaluate(async (a: HTMLAudioElement) => { a.muted = true; await a.play(); });
  await expect.poll(() => note.locator('audio').evaluate((a: HTMLAudioElement) => a.currentTime)).toBeGreaterThan(0.2);
  await note.getByLabel('听后写下说了什么').fill('路灯不亮，一排灯都不亮');
  await note.getByRole('button', { name: '记下' }).click();
  await expect(note).not.toContainText('还没有文字');
  await expect(desk.locator('.desk')).toContainText('路灯');
  await expectAccessible(desk);
  await desk.context().close();
});

test('a child under 14 reports without data of its own, on a phone', async ({ page }) => {
  await page.goto('/?new=text');
  await page.getByLabel('说说是什么情况').fill('学校门口的井盖破了');
  await page.getByText('补充信息').click();
  await page.getByLabel('我未满 14 周岁').check();
  await expectAccessible(page);
  await expectNoSideScroll(page);
  const [request] = await Promise.all([page.waitForRequest((r) => r.url().endsWith('/api/reports') && r.method() === 'POST'), sendOff(page)]);
  expect(request.postDataJSON()).toMatchObject({ under_14: true, phone: '', name: '', guardian_phone: '' });
});

test('without a phone it is anonymous, where the city allows it', async ({ page }) => {
  await page.goto('/?new=text');
  await page.getByLabel('说说是什么情况').fill('路灯坏了一个星期');
  const { anonymous_reports } = (await (await page.request.get('/api/session')).json()) as { anonymous_reports: boolean };
  expect(anonymous_reports).toBe(true);
  await page.getByText('补充信息').click();
  await expect(page.getByText('不留手机号就是匿名')).toBeVisible();
  await expectAccessible(page);
  const [request] = await Promise.all([page.waitForRequest((r) => r.url().endsWith('/api/reports') && r.method() === 'POST'), sendOff(page)]);
  expect(request.postDataJSON()).toMatchObject({ phone: '', name: '' });
});
