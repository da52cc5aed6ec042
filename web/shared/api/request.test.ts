import { afterEach, describe, expect, it, vi } from 'vitest';
import { setLanguage } from '../i18n';
import { newKey } from './keys';
import { Problem, asProblem, problemFrom } from './problem';
import { get, headers, post, setBearer, upload, withQuery } from './request';
import { cityNow, cityTime, readClock } from './clock';

const answer = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
const calls = (): [string, RequestInit][] => vi.mocked(fetch).mock.calls as unknown as [string, RequestInit][];

afterEach(() => { setBearer(null); setLanguage('zh'); document.cookie = 'csrftoken=; max-age=-1'; vi.unstubAllGlobals(); });

describe('requests', () => {
  it('leaves empty filters out of the address', () => {
    expect(withQuery('/api/tickets', { state: 'filed', q: '', lamp: null, unit: undefined, limit: 50 })).toBe('/api/tickets?state=filed&limit=50');
    expect(withQuery('/api/tickets', {})).toBe('/api/tickets');
  });
  it('says the language, the token and, for unsafe methods, the CSRF token', () => {
    document.cookie = 'csrftoken=abc';
    setBearer('tok');
    expect(headers('POST')).toEqual({ 'Accept-Language': 'zh-CN', Authorization: 'Bearer tok', 'X-CSRFToken': 'abc' });
    expect(headers('GET')).not.toHaveProperty('X-CSRFToken');
    setLanguage('en');
    expect(headers('GET')['Accept-Language']).toBe('en');
  });
  it('sends JSON and reads JSON', async () => {
    vi.stubGlobal('fetch', vi.fn(async () => answer({ receipt: 'R1' })));
    expect(await post('/api/reports', { text: '垃圾' })).toEqual({ receipt: 'R1' });
    expect(calls()[0]?.[1]).toMatchObject({ method: 'POST', body: '{"text":"垃圾"}', credentials: 'same-origin' });
  });
  it('lets the browser set the boundary of an upload', async () => {
    vi.stubGlobal('fetch', vi.fn(async () => answer({ id: 'p' })));
    await upload('/api/photos', new File(['x'], 'a.jpg'));
    expect(calls()[0]?.[1].headers).not.toHaveProperty('Content-Type');
  });
  it('reads an answer without a body', async () => {
    vi.stubGlobal('fetch', vi.fn(async () => new Response(null, { status: 204 })));
    expect(await post('/x', {})).toBeUndefined();
  });
});

describe('problems', () => {
  it('shows the server’s sentence in the reader’s language', async () => {
    const body = { title: 'Refused', detail: '任务已改派', detail_en: 'Reassigned', code: 'gone', reasons: [{ holds: false, article: 'A1', text: 'x' }] };
    expect(await problemFrom(answer(body, 409))).toMatchObject({ message: '任务已改派', status: 409, code: 'gone', reasons: [{ article: 'A1' }] });
    setLanguage('en');
    expect((await problemFrom(answer(body, 409))).message).toBe('Reassigned');
  });
  it('says something useful when the answer is not JSON', async () => {
    expect((await problemFrom(new Response('<html>', { status: 429 }))).message).toContain('频繁');
    expect((await problemFrom(new Response('', { status: 500 }))).message).toContain('再试');
  });
  it('turns a lost network into a sentence', async () => {
    vi.stubGlobal('fetch', vi.fn(async () => { throw new TypeError('failed to fetch'); }));
    await expect(get('/api/session')).rejects.toMatchObject({ code: 'offline', status: 0 });
    expect(asProblem(new TypeError('x')).code).toBe('offline');
    const own = new Problem('a', 400, 'b');
    expect(asProblem(own)).toBe(own);
  });
});

describe('keys and clock', () => {
  it('makes version 4 UUIDs, with and without a secure context', () => {
    const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(newKey()).toMatch(form);
    vi.stubGlobal('crypto', { getRandomValues: (b: Uint8Array) => b.fill(255) });
    expect(newKey()).toMatch(form);
  });
  it('runs the city’s clock faster in the demo', () => {
    expect(cityTime({ now: Date.parse('2026-11-23T08:00:00Z'), speed: 60, readAt: 0 }, 1000).toISOString()).toBe('2026-11-23T08:01:00.000Z');
  });
  it('hears of another pace from any answer, and does not believe a broken one', () => {
    readClock('2026-11-23T08:00:00+00:00,0.000001');
    expect(cityNow().toISOString()).toMatch(/^2026-11-23T08:00:00/);
    for (const broken of [null, '', 'noon,60', '2026-11-24T08:00:00Z,0', '2026-11-24T08:00:00Z']) readClock(broken);
    expect(cityNow().toISOString()).toMatch(/^2026-11-23T08:00:00/);
  });
});
