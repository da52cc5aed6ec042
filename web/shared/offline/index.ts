// Makes the citizen's page start with no network. One worker serves the whole origin, so where the officer's is installed already it
// stays: it carries the citizen's part.
const WORKER = '/worker.js';
const MANIFEST = '/manifest.webmanifest';
const OFFICERS = '/field/worker.js';

/** The worker of this origin once it answers; null where the browser has none, or this is only a frame of /demo. */
export async function citizenWorker(): Promise<ServiceWorkerRegistration | null> {
  if (!('serviceWorker' in navigator) || window.top !== window.self) return null;
  if (document.querySelector('link[rel="manifest"]') === null) document.head.append(Object.assign(document.createElement('link'), { rel: 'manifest', href: MANIFEST }));
  try {
    const known = await navigator.serviceWorker.getRegistration('/');
    if (known?.active?.scriptURL.endsWith(OFFICERS) !== true) await navigator.serviceWorker.register(WORKER, { scope: '/' });
    return await navigator.serviceWorker.ready;
  } catch {
    return null; // an installation without its build (`pnpm dev`): the face works, but only with a network
  }
}
