// Makes /field an app that starts with no network. The server hands the worker out at /field/worker.js and lets it see the whole
// origin, because the face's files lie under /static/; the worker answers for nothing else.
const WORKER = '/field/worker.js';
const MANIFEST = '/field/manifest.webmanifest';

/** Resolves to true once everything is kept and the worker answers for this page; false where the browser has no such thing. */
export async function installOffline(): Promise<boolean> {
  if (!('serviceWorker' in navigator) || window.top !== window.self) return false; // a frame of /demo only follows
  if (document.querySelector('link[rel="manifest"]') === null) {
    const link = Object.assign(document.createElement('link'), { rel: 'manifest', href: MANIFEST });
    document.head.append(link);
  }
  try {
    await navigator.serviceWorker.register(WORKER, { scope: '/' });
    await navigator.serviceWorker.ready;
    await navigator.storage?.persist?.(); // asks that the phone does not throw the log away when it is short of space
    return true;
  } catch {
    return false; // an installation without its build (`pnpm dev`): the face works, but only with a network
  }
}
