// What lies on a phone about people is sealed: AES-GCM under a key that the browser keeps and gives to no script. SECURITY.md says what
// that protects against, and what not.

/** `iv` and `data` as bytes. */
export type Sealed = { iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer };

/** A key that this browser can use and nobody can read out. */
export const makeKey = (): Promise<CryptoKey> => crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);

const about = (name: string): Uint8Array<ArrayBuffer> => Uint8Array.from(new TextEncoder().encode(name));

/** `name`: what it is of. A sealed thing that is laid elsewhere opens no more. */
export async function sealBytes(key: CryptoKey, name: string, bytes: BufferSource): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: about(name) }, key, bytes) };
}

export const openBytes = (key: CryptoKey, name: string, { iv, data }: Sealed): Promise<ArrayBuffer> =>
  crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: about(name) }, key, data);

export const seal = (key: CryptoKey, name: string, value: unknown): Promise<Sealed> =>
  sealBytes(key, name, Uint8Array.from(new TextEncoder().encode(JSON.stringify(value) ?? 'null')));

export const open = async <T>(key: CryptoKey, name: string, sealed: Sealed): Promise<T> =>
  JSON.parse(new TextDecoder().decode(await openBytes(key, name, sealed))) as T;
