// Keeps the citizen's page, so that a report can be written and found again with no network, and shows what the city has to tell. It
// holds no answer of the API. Its bytes change with every build (vite.citizen.ts fills in the list). The phone's worker of /field
// carries this part, too: a browser has one worker for the whole origin, and an officer is a citizen as well.
(() => {
  const VERSION = 'CITIZEN_VERSION';
  const SHELL = 'CITIZEN_SHELL';
  const HOME = '/';
  const PAGES = /^\/(track(\/.*)?)?$/; // one page for all of them: its own router does the rest
  const CACHE = `zhicheng-citizen-${VERSION}`;
  const PATIENCE_MS = 4000; // a network that takes longer than this to answer is none

  self.addEventListener('install', (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
  self.addEventListener('activate', (event) => event.waitUntil(tidy().then(() => self.clients.claim())));
  self.addEventListener('fetch', (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== 'GET' || url.origin !== self.location.origin) return;
    if (request.mode === 'navigate') {
      if (PAGES.test(url.pathname)) event.respondWith(page(request));
    } else if (SHELL.includes(url.pathname)) event.respondWith(caches.match(url.pathname).then((kept) => kept ?? fetch(request)));
  });

  // What the server has to tell of a report: receipt and step. `open` is a page of ours; the receipt's code lies on this device.
  const ICON = 'NOTICE_ICON';
  const WORDS = { zh: { title: '治城', stop: '不再通知' }, en: { title: 'Zhicheng', stop: 'Stop telling me' } };
  self.addEventListener('push', (event) => event.waitUntil(show(event.data)));
  self.addEventListener('notificationclick', (event) => {
    event.notification.close();
    const { open, stop } = event.notification.data ?? {};
    event.waitUntil(event.action === 'stop' && stop ? silence(stop) : goTo(open ?? '/track'));
  });

  async function show(data) {
    const told = read(data);
    const words = WORDS[told.language] ?? WORDS.zh;
    await self.registration.showNotification(told.title ?? words.title, {
      body: told.body ?? '', tag: told.tag, renotify: told.tag !== undefined && told.silent !== true, silent: told.silent === true, icon: ICON, badge: ICON,
      lang: told.language === 'en' ? 'en' : 'zh-CN', data: { open: told.open, stop: told.stop },
      actions: told.stop === undefined ? [] : [{ action: 'stop', title: words.stop }],
    });
  }

  /** A browser takes push away from a page that shows nothing: what cannot be read is shown without words. */
  function read(data) {
    try {
      return data?.json() ?? {};
    } catch {
      return {};
    }
  }

  async function goTo(path) {
    const url = new URL(path, self.location.origin);
    const target = url.origin === self.location.origin ? url.href : self.location.origin;
    const pages = await self.clients.matchAll({ type: 'window' });
    const there = pages.find((page) => new URL(page.url).pathname === url.pathname);
    return there === undefined ? self.clients.openWindow(target) : there.focus();
  }

  const silence = (code) => fetch(`/api/stop/${encodeURIComponent(code)}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });

  async function keep() {
    const cache = await caches.open(CACHE);
    for (const path of [HOME, ...SHELL]) {
      const answer = await fetch(path, { cache: path === HOME ? 'no-store' : 'no-cache', credentials: 'same-origin' });
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      await cache.put(path, answer);
    }
  }

  /** The page as the server has it now; the kept one when there is no network worth waiting for. */
  async function page(request) {
    const kept = await (await caches.open(CACHE)).match(HOME, { ignoreVary: true });
    if (kept === undefined) return fetch(request);
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), PATIENCE_MS);
    try {
      const answer = await fetch(request.url, { credentials: 'same-origin', signal: late.signal });
      return answer.ok ? answer : kept;
    } catch {
      return kept;
    } finally {
      clearTimeout(timer);
    }
  }

  async function tidy() {
    for (const name of await caches.keys()) if (name.startsWith('zhicheng-citizen-') && name !== CACHE) await caches.delete(name);
  }
})();
