// The browser's side of web push: asked only on a tap, and what cannot work says so in one sentence.
import { citizenWorker } from '@shared/offline';

export type Subscription = { endpoint: string; p256dh: string; auth: string };
/** Why this browser cannot be told. */
export class NoPush extends Error {
  constructor(readonly why: 'unsupported' | 'home' | 'denied' | 'unreachable') {
    super(why);
  }
}

const APPLE = /iPad|iPhone|iPod/;

export function bytes(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(raw, (c) => c.charCodeAt(0));
}

export function base64url(raw: ArrayBuffer | null): string {
  return raw === null ? '' : btoa(String.fromCharCode(...new Uint8Array(raw))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** By which the server knows this browser again. */
export async function digest(endpoint: string): Promise<string> {
  const raw = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint)));
  return [...raw].map((b) => b.toString(16).padStart(2, '0')).join('');
}

export function supported(): boolean {
  return 'Notification' in window && 'PushManager' in window && 'serviceWorker' in navigator && window.isSecureContext;
}

/** The digest of the subscription that this browser has already; empty without one. Asks nobody. */
export async function mine(): Promise<string> {
  if (!supported()) return '';
  const worker = await navigator.serviceWorker.getRegistration('/');
  const known = await worker?.pushManager.getSubscription();
  return known ? digest(known.endpoint) : '';
}

/** Asks for permission, then subscribes. Throws NoPush. */
export async function subscribe(key: string): Promise<Subscription> {
  if (!supported()) throw new NoPush(APPLE.test(navigator.userAgent) ? 'home' : 'unsupported');
  if ((await Notification.requestPermission()) !== 'granted') throw new NoPush('denied');
  const worker = await citizenWorker();
  if (worker === null) throw new NoPush('unsupported');
  try {
    const made = await renewed(worker, bytes(key));
    return { endpoint: made.endpoint, p256dh: base64url(made.getKey('p256dh')), auth: base64url(made.getKey('auth')) };
  } catch {
    throw new NoPush('unreachable');
  }
}

/** A subscription that was made for another key (the server's was lost) is worth nothing: a new one takes its place. */
async function renewed(worker: ServiceWorkerRegistration, key: Uint8Array<ArrayBuffer>): Promise<PushSubscription> {
  const old = await worker.pushManager.getSubscription();
  const bound = old?.options.applicationServerKey;
  if (old && bound && base64url(bound) === base64url(key.buffer)) return old;
  await old?.unsubscribe();
  return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}
