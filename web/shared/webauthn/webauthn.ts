// Passkeys and fingerprint readers: what the browser wants as bytes and the server as base64url, and back.

export type Json = { [name: string]: unknown };
type Container = Pick<CredentialsContainer, 'create' | 'get'>;

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
export const base64url = (data: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(data))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** Browsers tie a key to a host name over https (or localhost), never to a bare address. */
export const keysWork = (host: string = location.hostname, there: unknown = globalThis.PublicKeyCredential, secure: boolean = isSecureContext): boolean =>
  there !== undefined && secure && !/^[\d.]+$|:/.test(host);

/** Is there a reader in this very device that checks who holds it? */
export const hasReader = async (): Promise<boolean> =>
  keysWork() && PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false);

type Named = { id: string; type: 'public-key' };
export type Creation = { challenge: string; user: { id: string; name: string; displayName: string }; excludeCredentials?: Named[] | null } & Omit<PublicKeyCredentialCreationOptions, 'challenge' | 'user' | 'excludeCredentials'>;
export type Asking = { challenge: string; allowCredentials?: Named[] | null } & Omit<PublicKeyCredentialRequestOptions, 'challenge' | 'allowCredentials'>;

const named = (all: readonly Named[] | null | undefined): PublicKeyCredentialDescriptor[] => (all ?? []).map((c) => ({ type: c.type, id: bytes(c.id) }));
const given = <T extends object>(options: T): T => Object.fromEntries(Object.entries(options).filter(([, v]) => v !== null && v !== undefined)) as T;

function told(credential: PublicKeyCredential): Json {
  const answer = credential.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  const said = Object.entries({
    clientDataJSON: answer.clientDataJSON, attestationObject: answer.attestationObject,
    authenticatorData: credential.response instanceof AuthenticatorAssertionResponse ? answer.authenticatorData : undefined,
    signature: answer.signature, userHandle: answer.userHandle,
  }).flatMap(([name, data]) => (data === undefined || data === null ? [] : [[name, base64url(data)] as const]));
  return { id: credential.id, rawId: credential.id, type: credential.type, response: Object.fromEntries(said), clientExtensionResults: credential.getClientExtensionResults() };
}

/** A new key; null when the person cancelled or the device has none. */
export async function makeKey(options: Creation, keys: Container = navigator.credentials): Promise<Json | null> {
  const publicKey = { ...given(options), challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) }, excludeCredentials: named(options.excludeCredentials) };
  return keys.create({ publicKey }).then((made) => (made === null ? null : told(made as PublicKeyCredential)), () => null);
}

/** The key's signature; null when the person cancelled or the device does not know the key. */
export async function useKey(options: Asking, keys: Container = navigator.credentials): Promise<Json | null> {
  const publicKey = { ...given(options), challenge: bytes(options.challenge), allowCredentials: named(options.allowCredentials) };
  return keys.get({ publicKey }).then((got) => (got === null ? null : told(got as PublicKeyCredential)), () => null);
}
