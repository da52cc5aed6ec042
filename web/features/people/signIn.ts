import { cookie } from '@shared/api';

export type SignIn = 'done' | 'second_factor' | 'wrong' | 'throttled' | 'failed';
type Flow = { id: string; is_pending?: boolean };
type Fetch = typeof fetch;

const TOO_MANY: ReadonlySet<string> = new Set(['too_many_login_attempts', 'rate_limited']); // both come with status 400
const BASE = '/_allauth/browser/v1';

/** What allauth's answer means for the person at the screen. */
export function meaning(status: number, flows: readonly Flow[], errors: readonly string[] = []): SignIn {
  if (status === 200) return 'done';
  if (status === 429 || errors.some((code) => TOO_MANY.has(code))) return 'throttled';
  if (status === 401 && flows.some((f) => f.id === 'mfa_authenticate')) return 'second_factor';
  return status === 400 || status === 401 ? 'wrong' : 'failed';
}

const json = { 'Content-Type': 'application/json' } as const;

async function send(path: string, body: object, fetchIt: Fetch): Promise<SignIn> {
  if (cookie('csrftoken') === null) await fetchIt(`${BASE}/config`, { credentials: 'same-origin' });
  const response = await fetchIt(BASE + path, {
    method: 'POST', credentials: 'same-origin', body: JSON.stringify(body),
    headers: { ...json, 'X-CSRFToken': cookie('csrftoken') ?? '' },
  });
  const answer = (await response.json().catch(() => ({}))) as { data?: { flows?: Flow[] }; errors?: { code?: string }[] };
  return meaning(response.status, answer.data?.flows ?? [], (answer.errors ?? []).map((e) => e.code ?? ''));
}

export const signIn = (username: string, password: string, fetchIt: Fetch = fetch): Promise<SignIn> =>
  send('/auth/login', { username, password }, fetchIt);
export const secondFactor = (code: string, fetchIt: Fetch = fetch): Promise<SignIn> => send('/auth/2fa/authenticate', { code }, fetchIt);
export const signOut = async (fetchIt: Fetch = fetch): Promise<void> => {
  await fetchIt(`${BASE}/auth/session`, { method: 'DELETE', credentials: 'same-origin', headers: { 'X-CSRFToken': cookie('csrftoken') ?? '' } });
};

export type Setup = { secret: string; url: string } | 'active';

/** The secret to put into an authenticator app; 'active' when this account has one already. */
export async function secondFactorSetup(fetchIt: Fetch = fetch): Promise<Setup> {
  const response = await fetchIt(`${BASE}/account/authenticators/totp`, { credentials: 'same-origin' });
  if (response.status === 200) return 'active';
  const { meta } = (await response.json()) as { meta?: { secret: string; totp_url: string } };
  if (response.status !== 404 || meta === undefined) throw new Error(`second factor: ${response.status}`);
  return { secret: meta.secret, url: meta.totp_url };
}

/** Password once more, the first code, and the same code again for this session: then the account is fully signed in. */
export async function setUpSecondFactor(password: string, code: string, active: boolean, fetchIt: Fetch = fetch): Promise<SignIn | 'wrong_password'> {
  if (!active) {
    const again = await send('/auth/reauthenticate', { password }, fetchIt);
    if (again !== 'done') return again === 'wrong' ? 'wrong_password' : again;
    const made = await send('/account/authenticators/totp', { code }, fetchIt);
    if (made !== 'done') return made;
  }
  return send('/auth/2fa/reauthenticate', { code }, fetchIt);
}

/** Codes for the day when the phone is lost; shown once, when the second factor is new. */
export async function recoveryCodes(fetchIt: Fetch = fetch): Promise<string[]> {
  const response = await fetchIt(`${BASE}/account/authenticators/recovery-codes`, { credentials: 'same-origin' });
  if (!response.ok) return [];
  return ((await response.json()) as { data?: { unused_codes?: string[] } }).data?.unused_codes ?? [];
}
