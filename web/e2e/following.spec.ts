import { type CDPSession, type Page, type Worker } from '@playwright/test';
import { createDecipheriv, createECDH, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PHONE, expect, expectAccessible, expectNoSideScroll, test } from './page';

test.use({ viewport: PHONE, hasTouch: true });

type Receipt = { receipt: string; code: string };
type Note = { title: string; body: string; tag: string; open: string; stop: string; silent: boolean };

/** A citizen's report, each time somewhere else, so that it is not known yet. */
async function reported(page: Page, phone = ''): Promise<Receipt> {
  const { city } = (await (await page.request.get('/api/session')).json()) as { city: { centre: [number, number] } };
  const off = (): number => (Math.random() - 0.5) * 0.02;
  const sent = await page.request.post('/api/reports', { data: { key: randomUUID(), text: '路边堆了一堆建筑垃圾', phone, lng: city.centre[0] + off(), lat: city.centre[1] + off() } });
  expect(sent.status(), await sent.text()).toBe(201);
  return (await sent.json()) as Receipt;
}

const somePhone = (): string => `139${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
const waysOf = async (page: Page, r: Receipt): Promise<{ ways: { channel: string }[] }> => (await (await page.request.get(`/api/track/${r.receipt}/ways?code=${r.code}`)).json()) as { ways: { channel: string }[] };

/** A browser's push service on loopback, and the half of the browser that opens what comes (RFC 8291): headless Chromium has neither. */
class PushService {
  readonly notes: Note[] = [];
  private readonly own = createECDH('prime256v1');
  private readonly auth = randomBytes(16);
  private readonly server: Server;

  constructor() {
    this.own.generateKeys();
    this.server = createServer((request, answer) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
        this.notes.push(JSON.parse(this.open(Buffer.concat(parts))) as Note);
        answer.writeHead(201).end();
      });
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((done) => { this.server.listen(0, '127.0.0.1', done); });
  }

  stop(): void { this.server.close(); }

  subscription(): { endpoint: string; p256dh: number[]; auth: number[] } {
    return { endpoint: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${randomUUID()}`, p256dh: [...this.own.getPublicKey()], auth: [...this.auth] };
  }

  private open(body: Buffer): string {
    const salt = body.subarray(0, 16), theirs = body.subarray(21, 86), sealed = body.subarray(86);
    const hkdf = (secret: Buffer, with_: Buffer, info: Buffer | string, n: number): Buffer => Buffer.from(hkdfSync('sha256', secret, with_, info, n));
    const secret = hkdf(this.own.computeSecret(theirs), this.auth, Buffer.concat([Buffer.from('WebPush: info\0'), this.own.getPublicKey(), theirs]), 32);
    const cipher = createDecipheriv('aes-128-gcm', hkdf(secret, salt, 'Content-Encoding: aes128gcm\0', 16), hkdf(secret, salt, 'Content-Encoding: nonce\0', 12));
    cipher.setAuthTag(sealed.subarray(-16));
    return Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]).subarray(0, -1).toString();
  }
}

/** What the browser's own push service would give the page. */
async function givePushService(page: Page, service: PushService): Promise<void> {
  await page.addInitScript((given) => {
    const key = (name: string): ArrayBuffer => Uint8Array.from(name === 'auth' ? given.auth : given.p256dh).buffer;
    let made: unknown = null;
    PushManager.prototype.subscribe = (options) => Promise.resolve(made = { endpoint: given.endpoint, getKey: key, options, unsubscribe: () => Promise.resolve(true) }) as Promise<PushSubscription>;
    PushManager.prototype.getSubscription = () => Promise.resolve(made) as Promise<PushSubscription | null>;
  }, service.subscription());
}

async function workerOf(page: Page): Promise<{ cdp: CDPSession; registrationId: string; worker: Worker }> {
  const cdp = await page.context().newCDPSession(page);
  const registration = new Promise<string>((found) => cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => { const [one] = registrations; if (one !== undefined) found(one.registrationId); }));
  await cdp.send('ServiceWorker.enable');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect.poll(() => page.context().serviceWorkers().length).toBeGreaterThan(0);
  return { cdp, registrationId: await registration, worker: page.context().serviceWorkers()[0] as Worker };
}

type Waiting = Event & { waitUntil: (promise: Promise<unknown>) => void };
/** What of a worker's world these tests touch. */
type Scope = {
  registration: ServiceWorkerRegistration; dispatchEvent: (event: Event) => boolean;
  clients: { openWindow: (url: string) => Promise<null> }; NotificationEvent: new (kind: string, init: { notification: Notification | undefined; action: string }) => Waiting;
};

const shown = (worker: Worker): Promise<{ title: string; body: string; icon: string; actions: string[] }[]> => worker.evaluate(async () => {
  const { registration } = globalThis as unknown as Scope;
  return (await registration.getNotifications()).map((n) => ({ title: n.title, body: n.body, icon: n.icon, actions: ((n as unknown as { actions: { action: string }[] }).actions).map((a) => a.action) }));
});

/** A finger on the notification; where the worker wants to lead is kept, since no window may open without a finger. */
const tapped = (worker: Worker, action: string): Promise<string> => worker.evaluate(async (what) => {
  const self = globalThis as unknown as Scope;
  const [notification] = await self.registration.getNotifications();
  let opened = '';
  self.clients.openWindow = (url) => { opened = url; return Promise.resolve(null); };
  const work: Promise<unknown>[] = [];
  const event = new self.NotificationEvent('notificationclick', { notification, action: what });
  event.waitUntil = (promise) => { work.push(promise); };
  self.dispatchEvent(event);
  await Promise.all(work);
  return opened;
}, action);

test('text messages: one tap on, one tap off, to the phone of the report', async ({ page }) => {
  const phone = somePhone();
  const mine = await reported(page, phone);
  await page.goto(`/track/${mine.receipt}?code=${mine.code}`);
  const tell = page.locator('.tell');
  await expect(tell.getByText(`短信 …${phone.slice(-4)}`)).toBeVisible();
  await tell.getByRole('button', { name: /开通 短信/ }).click();
  await expect(tell.getByText('已开通')).toBeVisible();
  expect((await waysOf(page, mine)).ways.map((w) => w.channel)).toEqual(['sms']);
  await expectNoSideScroll(page);
  await expectAccessible(page);
  await tell.getByRole('button', { name: /停用 短信/ }).click();
  await expect(tell.getByText('已开通')).toHaveCount(0);
  expect((await waysOf(page, mine)).ways).toEqual([]);
});

test('without a phone, and where the browser has no push service, one sentence says what to do', async ({ page, context }) => {
  await context.grantPermissions(['notifications']);
  const mine = await reported(page);
  await page.goto(`/track/${mine.receipt}?code=${mine.code}`);
  const tell = page.locator('.tell');
  await expect(tell.getByText('上报时没有留手机号，不能用短信。')).toBeVisible();
  await tell.getByRole('button', { name: /开通 这台设备/ }).click();
  await expect(tell.getByRole('alert')).toContainText('浏览器现在连不上它的推送服务');
  expect((await waysOf(page, mine)).ways).toEqual([]);
});

test('who refuses permission is told how to change his mind', async ({ page }) => {
  await page.addInitScript(() => { Notification.requestPermission = () => Promise.resolve('denied'); });
  const mine = await reported(page);
  await page.goto(`/track/${mine.receipt}?code=${mine.code}`);
  await page.locator('.tell').getByRole('button', { name: /开通 这台设备/ }).click();
  await expect(page.locator('.tell').getByRole('alert')).toContainText('您没有允许通知');
});

test('push: asked only on the tap, comes sealed, is shown, opens the page, and its button stops it', async ({ page, context }) => {
  const service = new PushService();
  await service.start();
  await context.grantPermissions(['notifications']);
  await givePushService(page, service);
  await page.addInitScript(() => { const ask = Notification.requestPermission.bind(Notification); Notification.requestPermission = () => { document.documentElement.dataset['asked'] = 'yes'; return ask(); }; });
  const mine = await reported(page);
  await page.goto(`/track/${mine.receipt}?code=${mine.code}`);
  const tell = page.locator('.tell');
  await expect(tell.getByText('每一步告诉我')).toBeVisible();
  await expect(page.locator('html')).not.toHaveAttribute('data-asked', 'yes');
  await tell.getByRole('button', { name: /开通 这台设备/ }).click();
  await expect(tell.getByText('已开通')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-asked', 'yes');

  await expect.poll(() => service.notes.length, { message: 'the worker sends it', timeout: 30_000 }).toBeGreaterThan(0);
  const [note] = service.notes as [Note];
  expect(note.body).toContain(mine.receipt);
  const { cdp, registrationId, worker } = await workerOf(page);
  await cdp.send('ServiceWorker.deliverPushMessage', { origin: new URL(page.url()).origin, registrationId, data: JSON.stringify(note) });
  await expect.poll(() => shown(worker)).toEqual([{ title: '治城 · 上报进展', body: note.body, icon: `${new URL(page.url()).origin}/static/web/notice.png`, actions: ['stop'] }]);
  expect((await page.request.get('/static/web/notice.png')).status()).toBe(200);

  await page.goto('/track'); // he is elsewhere when it comes
  expect(await tapped(worker, '')).toBe(`${new URL(page.url()).origin}/track/${mine.receipt}`);
  await page.goto(`/track/${mine.receipt}`); // with no code in the address: this device knows it
  await expect(page.getByRole('heading', { name: '办理进度' })).toBeVisible();
  await expect(page.locator('.steps li.done').first()).toBeVisible();

  await page.goto('/track');
  await cdp.send('ServiceWorker.deliverPushMessage', { origin: new URL(page.url()).origin, registrationId, data: JSON.stringify(note) });
  await expect.poll(async () => (await shown(worker)).length).toBe(1);
  expect(await tapped(worker, 'stop')).toBe('');
  await expect.poll(async () => (await waysOf(page, mine)).ways).toEqual([]);
  service.stop();
});

test('what cannot be read is shown without words, so that the browser keeps push on', async ({ page, context }) => {
  await context.grantPermissions(['notifications']);
  await page.goto('/track');
  const { cdp, registrationId, worker } = await workerOf(page);
  await cdp.send('ServiceWorker.deliverPushMessage', { origin: new URL(page.url()).origin, registrationId, data: 'no JSON' });
  await expect.poll(() => shown(worker)).toEqual([{ title: '治城', body: '', icon: `${new URL(page.url()).origin}/static/web/notice.png`, actions: [] }]);
});

test('the link in a message: opening it is the one tap, and it can be taken back', async ({ page }) => {
  const service = new PushService();
  await service.start();
  const mine = await reported(page);
  const { endpoint, p256dh, auth } = service.subscription();
  const b64 = (raw: number[]): string => Buffer.from(raw).toString('base64url');
  const chosen = await page.request.post(`/api/track/${mine.receipt}/ways`, { data: { code: mine.code, channel: 'push', endpoint, p256dh: b64(p256dh), auth: b64(auth) } });
  expect(chosen.status(), await chosen.text()).toBe(201);
  await expect.poll(() => service.notes.length, { timeout: 30_000 }).toBeGreaterThan(0);
  await page.goto(`/stop/${service.notes[0]?.stop ?? ''}`);
  await expect(page.getByRole('heading', { name: '已停止通知' })).toBeVisible();
  await expect(page.getByText(mine.receipt)).toBeVisible();
  expect((await waysOf(page, mine)).ways).toEqual([]);
  await expectAccessible(page);
  await page.goto('/stop/nothing-of-ours');
  await expect(page.getByRole('alert')).toContainText('已失效');
  service.stop();
});
