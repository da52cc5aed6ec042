import { createReadStream, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connect, Plugin } from 'vite';

// Development only: answers the HTTP contract from a pretended city, or forwards to a real server when ZHICHENG_URL is set.
const PAGES: readonly (readonly [RegExp, string])[] = [
  [/^\/(track|near|sell|link)?(\/[^.]*)?$/, 'public'], [/^\/(command|field|login|office)(\/[^.]*)?$/, 'staff'], [/^\/demo$/, 'demo'],
];

function sendTiles(request: IncomingMessage, response: ServerResponse, path: string): void {
  const { size } = statSync(path);
  const range = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '');
  const from = range ? Number(range[1]) : 0;
  const to = range?.[2] ? Math.min(Number(range[2]), size - 1) : size - 1;
  response.writeHead(range ? 206 : 200, { 'Content-Length': to - from + 1, 'Accept-Ranges': 'bytes', ...(range ? { 'Content-Range': `bytes ${from}-${to}/${size}` } : {}) });
  createReadStream(path, { start: from, end: to }).pipe(response);
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

async function stream(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { step } = await import('./city.ts');
  const { liveCrews, liveTicket } = await import('./answers.ts');
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
  let pos = 0;
  const timer = setInterval(() => {
    step();
    response.write(`event: crew\ndata: ${JSON.stringify(liveCrews())}\n\n`);
    if ((pos += 1) % 3 === 0) response.write(`id: ${pos}\nevent: ticket\ndata: ${JSON.stringify(liveTicket())}\n\nevent: story\ndata: {}\n\n`);
  }, 1000);
  request.on('close', () => clearInterval(timer));
}

async function answer(request: IncomingMessage, response: ServerResponse, next: Connect.NextFunction, pagePath: (page: string) => string): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://mock');
  if (url.pathname.startsWith('/tiles/')) return sendTiles(request, response, (await import('./city.ts')).TILES);
  if (url.pathname === '/api/live') return stream(request, response);
  if (url.pathname === '/mock-photo.svg') return void response.writeHead(200, { 'Content-Type': 'image/svg+xml' }).end('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><rect width="4" height="3" fill="#c9b79c"/><path d="M0 3l1.500-1.500L2.500 2.500 4 1v2z" fill="#8d7b60"/></svg>');
  const { ANSWERS } = await import('./answers.ts');
  const found = ANSWERS.find(([method, path]) => method === request.method && path.test(url.pathname));
  if (found !== undefined) {
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    const body = await bodyOf(request);
    return void response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(found[2](url, body, token)));
  }
  const page = PAGES.find(([path]) => path.test(url.pathname));
  if (page !== undefined && request.headers.accept?.includes('text/html')) request.url = pagePath(page[1]) + url.search;
  next();
}

export function mockServer(real: string | undefined): Plugin {
  const use = (server: { middlewares: Connect.Server }, pagePath: (page: string) => string): void => {
    server.middlewares.use((request, response, next) => void answer(request, response, next, pagePath));
  };
  return {
    name: 'zhicheng-mock',
    config: () => real === undefined ? {} : { server: { proxy: Object.fromEntries(['/api', '/tiles', '/_allauth', '/media'].map((p) => [p, real])) } },
    configureServer: (server) => { if (real === undefined) use(server, (page) => `/${page}.html`); },
    configurePreviewServer: (server) => use(server, (page) => `/static/web/${page}.html`),
  };
}
