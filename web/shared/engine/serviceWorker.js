// Keeps the phone's face and its law engine, so that /field starts with no network. Everything else goes past it untouched: it holds
// no answer of the API and no other face. Its own bytes change with every build (vite.offline.ts fills in the lists), so a new build
// is a new worker with caches of its own; the old ones go when the new one takes over.
const VERSION = 'VERSION';
const SHELL = 'SHELL';
const ENGINE = 'ENGINE';
const READER = 'READER'; // what reads an ID card: 30 MB that are kept when an officer asks for them the first time, not before
const PAGE = '/field';
const CACHE = `zhicheng-field-${VERSION}`;
const HEAVY = 'zhicheng-engine'; // content-hashed names: what is there is right, and need not be fetched again after an update
const READS = 'zhicheng-reader';
const PATIENCE_MS = 4000; // a network that takes longer than this to answer is none

self.addEventListener('install', (event) => {
  event.waitUntil(Promise.all([keep(CACHE, SHELL), keep(HEAVY, ENGINE), keepPage()]).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(tidy().then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    if (url.pathname === PAGE || url.pathname.startsWith(`${PAGE}/`)) event.respondWith(page(request));
  } else if (SHELL.includes(url.pathname) || ENGINE.includes(url.pathname)) {
    event.respondWith(caches.match(url.pathname).then((kept) => kept ?? fetch(request)));
  } else if (READER.includes(url.pathname)) {
    event.respondWith(caches.match(url.pathname).then((kept) => kept ?? fetchAndKeep(request, url.pathname)));
  }
});

async function keep(name, paths) {
  const cache = await caches.open(name);
  for (const path of paths) {
    if (await cache.match(path)) continue;
    const answer = await fetch(path, { cache: 'no-cache' });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    await cache.put(path, answer);
  }
}

/** Kept whole or not at all; a phone without the space for it reads the card this once. */
async function fetchAndKeep(request, path) {
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(READS)).put(path, answer.clone()).catch(() => undefined);
  return answer;
}

async function keepPage() {
  const answer = await fetch(PAGE, { cache: 'no-store', credentials: 'same-origin' });
  if (answer.ok) await (await caches.open(CACHE)).put(PAGE, answer);
}

/** The page as the server has it now; the kept one when there is no network worth waiting for. */
async function page(request) {
  const kept = await (await caches.open(CACHE)).match(PAGE, { ignoreVary: true });
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
  for (const name of await caches.keys()) if (name.startsWith('zhicheng-field-') && name !== CACHE) await caches.delete(name);
  const cache = await caches.open(HEAVY);
  const reads = await caches.open(READS);
  for (const { url } of await reads.keys()) if (!READER.includes(new URL(url).pathname)) await reads.delete(url);
  for (const { url } of await cache.keys()) if (!ENGINE.includes(new URL(url).pathname)) await cache.delete(url);
}
