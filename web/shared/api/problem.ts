import { language } from '../i18n';

export type Reason = { holds: boolean; article: string; text: string };

/** What is wrong with one field of a form, or one cell of a sheet. */
export type WrongCell = { row: number; field: string; reason: string; reason_en: string };

/** What went wrong, in one sentence for the person in front of the screen (application/problem+json). */
export class Problem extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly code: string,
    readonly field: string | null = null,
    readonly reasons: readonly Reason[] = [],
    readonly rows: readonly WrongCell[] = [],
  ) {
    super(message);
    this.name = 'Problem';
  }
}

/** The server does not know who asks (any more): the same is asked again after signing in, and nothing was refused. */
export const isSignedOut = (error: unknown): boolean => error instanceof Problem && (error.status === 401 || error.code === 'signed-out');

type Body = { title?: string; detail?: string; detail_en?: string; code?: string; field?: string; reasons?: Reason[]; rows?: WrongCell[] };

const FALLBACK: Readonly<Record<string, readonly [string, string]>> = {
  offline: ['连不上服务器。请检查网络，稍后再试；已填内容不会丢失。', 'The server cannot be reached. Check the network and try again; nothing you typed is lost.'],
  '401': ['登录已失效，请重新登录。', 'You are signed out. Please sign in again.'],
  '403': ['您没有这项权限。需要时请联系管理员。', 'You may not do this. Ask your administrator if you need to.'],
  '404': ['没有找到。请核对编号。', 'Not found. Please check the number.'],
  '413': ['文件太大：照片不超过 20 MB，视频不超过 50 MB。', 'The file is too large: photos up to 20 MB, videos up to 50 MB.'],
  '429': ['操作太频繁，请稍等一会儿再试。', 'Too many tries. Please wait a little.'],
  broken: ['页面没有完整载入。请检查网络后重试。', 'The page did not load completely. Check the network and try again.'],
  other: ['服务器没有完成这一步，请再试一次。', 'The server did not finish this step. Please try again.'],
};

export function fallback(key: string): string {
  const pair = FALLBACK[key] ?? FALLBACK['other'];
  return pair === undefined ? key : pair[language() === 'zh' ? 0 : 1];
}

export async function problemFrom(response: Response): Promise<Problem> {
  let body: Body = {};
  try {
    body = (await response.json()) as Body;
  } catch {
    body = {}; // not JSON: a proxy or a crash answered; the status is all we know
  }
  const detail = language() === 'en' ? body.detail_en : body.detail;
  const said = typeof detail === 'string' && detail !== '' ? detail : undefined;
  return new Problem(said ?? fallback(String(response.status)), response.status,
    body.code ?? String(response.status), body.field ?? null, body.reasons ?? [], body.rows ?? []);
}

export const asProblem = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem(fallback('offline'), 0, 'offline');
