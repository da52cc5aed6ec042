import { cookie } from '@shared/api';

export type SignIn = 'done' | 'second_factor' | 'wrong' | 'throttled' | 'failed';
type Flow = { id: string; is_pending?: boolean };
type Fetch = typeof fetch;

const BASE = '/_allauth/browser/v1';

/** What allauth's answer means for the person at the screen. */
export function meaning(status: number, flows: readonly Flow[]): SignIn {
  if (status === 200) return 'done';
  if (status === 429) return 'throttled';
  if (status === 401 && flows.some((f) => f.id === 'mfa_authenticate')) return 'second_factor';
  return status === 400 || status === 401 ? 'wrong' : 'failed';
}

async function send(path: string, body: object, fetchIt: Fetch): Promise<SignIn> {
  if (cookie('csrftoken') === null) await fetchIt(`${BASE}/config`, { credentials: 'same-origin' });
  const response = await fetchIt(BASE + path, {
    method: 'POST', credentials: 'same-origin', body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', 'X-CSRFToken': cookie('csrftoken') ?? '' },
  });
  const answer = (await response.json().catch(() => ({}))) as { data?: { flows?: Flow[] } };
  return meaning(response.status, answer.data?.flows ?? []);
}

export const signIn = (username: string, password: string, fetchIt: Fetch = fetch): Promise<SignIn> =>
  send('/auth/login', { username, password }, fetchIt);
export const secondFactor = (code: string, fetchIt: Fetch = fetch): Promise<SignIn> => send('/auth/2fa/authenticate', { code }, fetchIt);
export const signOut = async (fetchIt: Fetch = fetch): Promise<void> => {
  await fetchIt(`${BASE}/auth/session`, { method: 'DELETE', credentials: 'same-origin', headers: { 'X-CSRFToken': cookie('csrftoken') ?? '' } });
};
