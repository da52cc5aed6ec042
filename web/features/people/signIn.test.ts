import { afterEach, describe, expect, it, vi } from 'vitest';
import { meaning, secondFactor, signIn } from './signIn';

afterEach(() => { document.cookie = 'csrftoken=; max-age=-1'; });
const answering = (status: number, body: unknown = {}): typeof fetch =>
  vi.fn(async () => new Response(JSON.stringify(body), { status })) as unknown as typeof fetch;

describe('signing in', () => {
  it.each([[200, [], 'done'], [401, [{ id: 'mfa_authenticate', is_pending: true }], 'second_factor'], [401, [{ id: 'login' }], 'wrong'], [400, [], 'wrong'], [429, [], 'throttled'], [500, [], 'failed']] as const)('%d %j means %s', (status, flows, said) => {
    expect(meaning(status, flows)).toBe(said);
  });
  it('fetches the CSRF cookie first when there is none', async () => {
    const fetchIt = answering(200);
    expect(await signIn('chen', 'secret', fetchIt)).toBe('done');
    expect(vi.mocked(fetchIt).mock.calls.map((c) => c[0])).toEqual(['/_allauth/browser/v1/config', '/_allauth/browser/v1/auth/login']);
  });
  it('sends the token it has and the code', async () => {
    document.cookie = 'csrftoken=t0k';
    const fetchIt = answering(200);
    await secondFactor('123456', fetchIt);
    const [path, init] = vi.mocked(fetchIt).mock.calls[0] as [string, RequestInit];
    expect(path).toBe('/_allauth/browser/v1/auth/2fa/authenticate');
    expect(init).toMatchObject({ body: '{"code":"123456"}', headers: { 'X-CSRFToken': 't0k' } });
  });
});
