import { cookie, forgetKept } from '@shared/api';
import { eraseSent } from '@shared/vault';
import { type Asking, type Creation, makeKey, useKey } from '@shared/webauthn';

export type SignIn = 'done' | 'second_factor' | 'wrong' | 'throttled' | 'failed';
export type Way = 'totp' | 'webauthn' | 'recovery_codes';
type Flow = { id: string; is_pending?: boolean; types?: Way[] };
type Fetch = typeof fetch;
type Answer = { status: number; data?: { flows?: Flow[] } & Record<string, unknown>; meta?: Record<string, unknown>; errors?: { code?: string }[] };

const TOO_MANY: ReadonlySet<string> = new Set(['too_many_login_attempts', 'rate_limited']); // both come with status 400
const BASE = '/_allauth/browser/v1';
const FACTORS = '/account/authenticators';

/** What allauth's answer means for the person at the screen. */
export function meaning(status: number, flows: readonly Flow[], errors: readonly string[] = []): SignIn {
  if (status === 200) return 'done';
  if (status === 429 || errors.some((code) => TOO_MANY.has(code))) return 'throttled';
  if (status === 401 && flows.some((f) => f.id === 'mfa_authenticate')) return 'second_factor';
  return status === 400 || status === 401 ? 'wrong' : 'failed';
}

async function call(method: string, path: string, body: object | undefined, fetchIt: Fetch): Promise<Answer> {
  if (method === 'GET') return answered(await fetchIt(BASE + path, { credentials: 'same-origin' }));
  if (cookie('csrftoken') === null) await fetchIt(`${BASE}/config`, { credentials: 'same-origin' });
  return answered(await fetchIt(BASE + path, {
    method, credentials: 'same-origin', body: JSON.stringify(body ?? {}),
    headers: { 'Content-Type': 'application/json', 'X-CSRFToken': cookie('csrftoken') ?? '' },
  }));
}
const answered = async (response: Response): Promise<Answer> =>
  ({ ...((await response.json().catch(() => ({}))) as object), status: response.status });
const meant = (a: Answer): SignIn => meaning(a.status, a.data?.flows ?? [], (a.errors ?? []).map((e) => e.code ?? ''));
const send = async (path: string, body: object, fetchIt: Fetch, method = 'POST'): Promise<SignIn> => meant(await call(method, path, body, fetchIt));

export const signIn = (username: string, password: string, fetchIt: Fetch = fetch): Promise<SignIn> =>
  send('/auth/login', { username, password }, fetchIt);
export const secondFactor = (code: string, fetchIt: Fetch = fetch): Promise<SignIn> => send('/auth/2fa/authenticate', { code }, fetchIt);
/** Ends the session, and this phone forgets the person: what /field keeps for a start with no network, and what was sent of his cases. */
export const signOut = async (fetchIt: Fetch = fetch): Promise<void> => {
  await fetchIt(`${BASE}/auth/session`, { method: 'DELETE', credentials: 'same-origin', headers: { 'X-CSRFToken': cookie('csrftoken') ?? '' } });
  forgetKept();
  await eraseSent().catch(() => undefined); // a browser without storage has nothing to erase; a log that another page holds goes with its own sign-out
};
export const confirmPassword = async (password: string, fetchIt: Fetch = fetch): Promise<SignIn | 'wrong_password'> => {
  const said = await send('/auth/reauthenticate', { password }, fetchIt);
  return said === 'wrong' ? 'wrong_password' : said;
};

/** With what the person who gave the password may take the second step. */
export async function secondWays(fetchIt: Fetch = fetch): Promise<readonly Way[]> {
  const { data } = await call('GET', '/auth/session', undefined, fetchIt);
  return data?.flows?.find((f) => f.id === 'mfa_authenticate')?.types ?? ['totp'];
}

type Touch = 'authenticate' | 'reauthenticate';

/** The passkey's turn: at signing in (`authenticate`), or for a session that is open already. */
export async function passkey(step: Touch, fetchIt: Fetch = fetch, use: typeof useKey = useKey): Promise<SignIn> {
  const asked = await call('GET', `/auth/webauthn/${step}`, undefined, fetchIt);
  const options = asked.data?.['request_options'] as { publicKey: Asking } | undefined;
  if (options === undefined) return meant(asked) === 'done' ? 'failed' : meant(asked);
  const credential = await use(options.publicKey);
  return credential === null ? 'wrong' : send(`/auth/webauthn/${step}`, { credential }, fetchIt);
}

export type Setup = { secret: string; url: string } | 'active';

/** The secret to put into an authenticator app; 'active' when this account has one already. */
export async function secondFactorSetup(fetchIt: Fetch = fetch): Promise<Setup> {
  const { status, meta } = await call('GET', `${FACTORS}/totp`, undefined, fetchIt);
  if (status === 200) return 'active';
  if (status !== 404 || meta === undefined) throw new Error(`second factor: ${status}`);
  return { secret: String(meta['secret']), url: String(meta['totp_url']) };
}

/** Password once more, the first code, and the same code again for this session: then the account is fully signed in. */
export async function setUpSecondFactor(password: string, code: string, active: boolean, fetchIt: Fetch = fetch): Promise<SignIn | 'wrong_password'> {
  if (!active) {
    const again = await confirmPassword(password, fetchIt);
    if (again !== 'done') return again;
    const made = await send(`${FACTORS}/totp`, { code }, fetchIt);
    if (made !== 'done') return made;
  }
  return send('/auth/2fa/reauthenticate', { code }, fetchIt);
}

type Keys = { make: typeof makeKey; use: typeof useKey };

/** Password once more and a new passkey; then the passkey itself, so that this session has shown it. */
export async function setUpPasskey(password: string, name: string, fetchIt: Fetch = fetch, keys: Keys = { make: makeKey, use: useKey }): Promise<SignIn | 'wrong_password'> {
  const again = await confirmPassword(password, fetchIt);
  if (again !== 'done') return again;
  const { data } = await call('GET', `${FACTORS}/webauthn`, undefined, fetchIt);
  const options = data?.['creation_options'] as { publicKey: Creation } | undefined;
  if (options === undefined) return 'failed';
  const credential = await keys.make(options.publicKey);
  if (credential === null) return 'wrong';
  const kept = await send(`${FACTORS}/webauthn`, { name, credential }, fetchIt);
  return kept === 'done' ? passkey('reauthenticate', fetchIt, keys.use) : kept;
}

/** Codes for the day when the phone is lost; shown once, when the second factor is new. */
export async function recoveryCodes(fetchIt: Fetch = fetch): Promise<string[]> {
  const { status, data } = await call('GET', `${FACTORS}/recovery-codes`, undefined, fetchIt);
  return status === 200 ? ((data?.['unused_codes'] ?? []) as string[]) : [];
}
/** Ten new ones; the old ones are worth nothing from now on. */
export async function newRecoveryCodes(fetchIt: Fetch = fetch): Promise<string[]> {
  const { data } = await call('POST', `${FACTORS}/recovery-codes`, {}, fetchIt);
  return (data?.['unused_codes'] ?? []) as string[];
}

export type Factor = { type: Way; id?: number; name?: string; last_used_at: number | null; unused_code_count?: number };

/** What this account can give as its second factor. */
export async function factors(fetchIt: Fetch = fetch): Promise<readonly Factor[]> {
  const { status, data } = await call('GET', FACTORS, undefined, fetchIt);
  if (status !== 200) throw new Error(`second factors: ${status}`);
  return (data ?? []) as unknown as Factor[];
}
export const removeFactor = (factor: Factor, fetchIt: Fetch = fetch): Promise<SignIn> =>
  factor.type === 'totp' ? send(`${FACTORS}/totp`, {}, fetchIt, 'DELETE') : send(`${FACTORS}/webauthn`, { authenticators: [factor.id] }, fetchIt, 'DELETE');
