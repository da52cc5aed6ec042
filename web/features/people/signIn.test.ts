import { afterEach, describe, expect, it, vi } from 'vitest';
import { meaning, passkey, recoveryCodes, removeFactor, secondFactor, secondFactorSetup, secondWays, setUpPasskey, setUpSecondFactor, signIn } from './signIn';

afterEach(() => { document.cookie = 'csrftoken=; max-age=-1'; });
const answering = (status: number, body: unknown = {}): typeof fetch =>
  vi.fn(async () => new Response(JSON.stringify(body), { status })) as unknown as typeof fetch;

describe('signing in', () => {
  it.each([[200, [], 'done'], [401, [{ id: 'mfa_authenticate', is_pending: true }], 'second_factor'], [401, [{ id: 'login' }], 'wrong'], [400, [], 'wrong'], [429, [], 'throttled'], [500, [], 'failed']] as const)('%d %j means %s', (status, flows, said) => {
    expect(meaning(status, flows)).toBe(said);
  });
  it('knows a lock that comes with status 400', () => expect(meaning(400, [], ['too_many_login_attempts'])).toBe('throttled'));
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

describe('setting up the second factor', () => {
  it('gives the secret of a new account, and says when there is one already', async () => {
    expect(await secondFactorSetup(answering(404, { meta: { secret: 'ABC', totp_url: 'otpauth://totp/x' } }))).toEqual({ secret: 'ABC', url: 'otpauth://totp/x' });
    expect(await secondFactorSetup(answering(200))).toBe('active');
    await expect(secondFactorSetup(answering(401))).rejects.toThrow('401');
  });
  it('asks for the password, stores the factor, then uses it for this session', async () => {
    document.cookie = 'csrftoken=t0k';
    const fetchIt = answering(200);
    expect(await setUpSecondFactor('secret', '123456', false, fetchIt)).toBe('done');
    expect(vi.mocked(fetchIt).mock.calls.map((c) => String(c[0]).replace('/_allauth/browser/v1', ''))).toEqual(['/auth/reauthenticate', '/account/authenticators/totp', '/auth/2fa/reauthenticate']);
  });
  it('stops at a wrong password', async () => {
    document.cookie = 'csrftoken=t0k';
    const fetchIt = answering(400);
    expect(await setUpSecondFactor('no', '123456', false, fetchIt)).toBe('wrong_password');
    expect(fetchIt).toHaveBeenCalledTimes(1);
  });
  it('only asks for a code when the account has a factor', async () => {
    document.cookie = 'csrftoken=t0k';
    const fetchIt = answering(200);
    await setUpSecondFactor('', '123456', true, fetchIt);
    expect(fetchIt).toHaveBeenCalledTimes(1);
  });
  it('shows no recovery codes when there are none', async () => {
    expect(await recoveryCodes(answering(404))).toEqual([]);
    expect(await recoveryCodes(answering(200, { data: { unused_codes: ['a1', 'b2'] } }))).toEqual(['a1', 'b2']);
  });
});

describe('a passkey', () => {
  const asked = { data: { request_options: { publicKey: { challenge: 'AQI' } }, creation_options: { publicKey: { challenge: 'AQI' } } } };
  const paths = (fetchIt: typeof fetch): string[] => vi.mocked(fetchIt).mock.calls.map((c) => `${(c[1] as RequestInit).method ?? 'GET'} ${String(c[0]).replace('/_allauth/browser/v1', '')}`);
  const touched = { make: async () => ({ id: 'k' }), use: async () => ({ id: 'k' }) };
  const cancelled = { make: async () => null, use: async () => null };

  it('is asked for what the account has', async () => {
    expect(await secondWays(answering(401, { data: { flows: [{ id: 'login' }, { id: 'mfa_authenticate', types: ['webauthn', 'recovery_codes'] }] } }))).toEqual(['webauthn', 'recovery_codes']);
    expect(await secondWays(answering(401, { data: { flows: [] } }))).toEqual(['totp']);
  });
  it('signs in with its answer, and says no when it was cancelled or not asked', async () => {
    document.cookie = 'csrftoken=t0k';
    const fetchIt = answering(200, asked);
    expect(await passkey('authenticate', fetchIt, touched.use)).toBe('done');
    expect(paths(fetchIt)).toEqual(['GET /auth/webauthn/authenticate', 'POST /auth/webauthn/authenticate']);
    expect(await passkey('authenticate', answering(200, asked), cancelled.use)).toBe('wrong');
    expect(await passkey('authenticate', answering(200), touched.use)).toBe('failed');
    expect(await passkey('authenticate', answering(429), touched.use)).toBe('throttled');
  });
  it('is set up after the password and then shown once for this session', async () => {
    document.cookie = 'csrftoken=t0k';
    const fetchIt = answering(200, asked);
    expect(await setUpPasskey('secret', 'Linux', fetchIt, touched)).toBe('done');
    expect(paths(fetchIt)).toEqual([
      'POST /auth/reauthenticate', 'GET /account/authenticators/webauthn', 'POST /account/authenticators/webauthn',
      'GET /auth/webauthn/reauthenticate', 'POST /auth/webauthn/reauthenticate',
    ]);
    expect(await setUpPasskey('secret', 'Linux', answering(200, asked), cancelled)).toBe('wrong');
    expect(await setUpPasskey('no', 'Linux', answering(400), touched)).toBe('wrong_password');
  });
  it('is removed by its number, the app by its kind', async () => {
    document.cookie = 'csrftoken=t0k';
    const fetchIt = answering(200);
    await removeFactor({ type: 'webauthn', id: 7, last_used_at: null }, fetchIt);
    await removeFactor({ type: 'totp', last_used_at: null }, fetchIt);
    expect(paths(fetchIt)).toEqual(['DELETE /account/authenticators/webauthn', 'DELETE /account/authenticators/totp']);
    expect((vi.mocked(fetchIt).mock.calls[0]?.[1] as RequestInit).body).toBe('{"authenticators":[7]}');
  });
});
