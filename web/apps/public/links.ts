/** Keeps the demo account and the language in the address while the citizen walks from page to page. */
export function keep(path: string, search: string = location.search): string {
  const demo = new URLSearchParams(search).get('demo');
  if (demo === null) return path;
  return `${path}${path.includes('?') ? '&' : '?'}demo=${encodeURIComponent(demo)}`;
}

export const trackPath = (receipt: string, code: string): string =>
  keep(`/track/${encodeURIComponent(receipt)}?code=${encodeURIComponent(code)}`);
export const PAGES = { home: '/', track: '/track', near: '/near', sell: '/sell' } as const;
