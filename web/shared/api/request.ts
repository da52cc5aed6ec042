import { language } from '../i18n';
import { readClock } from './clock';
import { Problem, fallback, problemFrom } from './problem';

// A demo frame's bearer token lives here and nowhere else: closing the page forgets it.
let bearer: string | null = null;
export const setBearer = (token: string | null): void => { bearer = token; };

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

export function cookie(name: string): string | null {
  const found = document.cookie.split('; ').find((pair) => pair.startsWith(`${name}=`));
  return found === undefined ? null : decodeURIComponent(found.slice(name.length + 1));
}

export function headers(method: string): Record<string, string> {
  const out: Record<string, string> = { 'Accept-Language': language() === 'zh' ? 'zh-CN' : 'en' };
  if (bearer !== null) out['Authorization'] = `Bearer ${bearer}`;
  const csrf = method === 'GET' ? null : cookie('csrftoken');
  if (csrf !== null) out['X-CSRFToken'] = csrf;
  return out;
}

export function withQuery(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

async function send(method: string, path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { method, credentials: 'same-origin', ...init });
  } catch {
    throw new Problem(fallback('offline'), 0, 'offline');
  }
  readClock(response.headers.get('X-City-Clock'));
  if (!response.ok) throw await problemFrom(response);
  return response;
}

const json = async <T>(response: Response): Promise<T> =>
  (response.status === 204 ? undefined : await response.json()) as T;

export const get = async <T>(path: string, query?: Query): Promise<T> =>
  json<T>(await send('GET', withQuery(path, query), { headers: headers('GET') }));

export const post = async <T>(path: string, body: unknown): Promise<T> =>
  json<T>(await send('POST', path, {
    headers: { ...headers('POST'), 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  }));

export const put = async <T>(path: string, body: unknown): Promise<T> =>
  json<T>(await send('PUT', path, {
    headers: { ...headers('PUT'), 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  }));

export const upload = async <T>(path: string, file: File, fields: Query = {}): Promise<T> => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== null && value !== undefined && value !== '') form.append(name, String(value));
  form.append('file', file);
  return json<T>(await send('POST', path, { headers: headers('POST'), body: form }));
};

export const download = async (path: string, query: Query): Promise<Blob> =>
  (await send('GET', withQuery(path, query), { headers: headers('GET') })).blob();

/** A file that is handed out for a reason: the reason is sent, the file comes back. */
export const fetchFile = async (path: string, body: unknown): Promise<Blob> =>
  (await send('POST', path, { headers: { ...headers('POST'), 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).blob();
