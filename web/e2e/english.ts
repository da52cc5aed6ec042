import type { Page } from '@playwright/test';
import { demoToken, dispatcher, expect } from './page';

// With the English switch on, what may still be Chinese: names, and what people or the city wrote themselves. Everything else is a
// sentence of ours that somebody forgot. The server's answers tell which is which: a text that has English beside it has to be English.

const CHINESE = /[\u3400-\u9fff]/;
/** Keys whose value is a name of a place, a unit, a crew or a person, or somebody's own words. */
const NAMES = new Set(['name', 'address', 'place', 'street_name', 'area_name', 'unit', 'crew', 'squad', 'runner_up', 'who', 'actor', 'organisation', 'parent', 'frontage', 'to', 'plate', 'vehicle', 'made_by', 'certificate', 'unit_of', 'site', 'guardian']);
const OWN_WORDS = new Set(['text', 'author', 'title', 'file_condition', 'close_condition', 'file_if', 'close_if', 'note', 'limit_text', 'handled_by', 'competent', 'category', 'words', 'reason', 'outcome', 'task', 'owner', 'answer']);

const NAMED_CELLS = new Set(['单位名称', '上级单位', '门前三包责任段', '原名称', '姓名', '单位', '车牌', '处置单位', '主管部门', '立案条件', '结案条件', '处置时限']);

/** Collects from every answer what is allowed to stay Chinese. Call before the page is opened. */
export function watchNames(page: Page): Set<string> {
  const allowed = new Set<string>();
  page.on('response', async (response) => {
    if (!(response.headers()['content-type'] ?? '').includes('application/json')) return;
    collect(await response.json().catch(() => null), allowed);
  });
  return allowed;
}

/** What the people of the story's ticket wrote: its steps repeat it as the reason. */
export async function learnStory(page: Page, allowed: Set<string>): Promise<void> {
  const { ticket } = (await (await page.request.get('/api/demo/story')).json()) as { ticket: string | null };
  if (ticket !== null) collect(await (await page.request.get(`/api/tickets/${ticket}`, await dispatcher(page))).json(), allowed);
}

/** The places of the tickets that messages are about. */
export async function learnMessages(page: Page, allowed: Set<string>): Promise<void> {
  const { token } = await demoToken(page, 'manager');
  const sent = await (await page.request.get('/api/manage/messages', { headers: { Authorization: `Bearer ${token}` } })).text();
  // What whistles say, where, and who called whom.
  const list = (await (await page.request.get('/api/whistles?state=&limit=100', { headers: { Authorization: `Bearer ${token}` } })).json()) as { items?: { no: string }[] };
  collect(list, allowed);
  for (const { no } of list.items ?? []) collect(await (await page.request.get(`/api/whistles/${no}`, { headers: { Authorization: `Bearer ${token}` } })).json(), allowed);
  await learnNeighbourhood(page, token, allowed);
  for (const no of new Set(sent.match(/\b20\d{12}\b/g) ?? [])) collect(await (await page.request.get(`/api/tickets/${no}`, await dispatcher(page))).json(), allowed);
}

/** Names that sentences mention without an answer of their own: every crew, unit, area and stall place; people whose certificate does not hold. */
export async function learnNames(page: Page, allowed: Set<string>): Promise<void> {
  const bearer = await dispatcher(page);
  const { city } = (await (await page.request.get('/api/session')).json()) as { city: { bounds: [number, number, number, number] } };
  const [west, south, east, north] = city.bounds;
  for (let lng = west; lng <= east; lng += 0.06) {
    for (let lat = south; lat <= north; lat += 0.06) collect(await (await page.request.get(`/api/permits/lawful?lng=${lng}&lat=${lat}&radius=5000`)).json(), allowed);
  }
  for (const path of ['/api/command/map', '/api/organisations', '/api/areas?level=district', '/api/areas?level=street', '/api/areas?level=community', '/api/areas?level=grid']) {
    collect(await (await page.request.get(path, bearer)).json(), allowed);
  }
  const keeper = { headers: { Authorization: `Bearer ${(await demoToken(page, 'manager')).token}` } };
  for (const lamp of ['red', 'yellow']) collect(await (await page.request.get(`/api/manage/staff?lamp=${lamp}`, keeper)).json(), allowed);
}

/** What residents tabled, what meetings agreed on and with whom, open days and firms. */
async function learnNeighbourhood(page: Page, token: string, allowed: Set<string>): Promise<void> {
  const read = async (path: string): Promise<unknown> => (await page.request.get(path, { headers: { Authorization: `Bearer ${token}` } })).json();
  const meetings = (await read('/api/community/meetings?limit=200')) as { no: string }[];
  for (const { no } of meetings) collect(await read(`/api/community/meetings/${no}`), allowed);
  for (const path of ['office/open-days?limit=200', 'duties', 'firms']) collect(await read(`/api/community/${path}`), allowed);
}

function collect(value: unknown, into: Set<string>): void {
  if (Array.isArray(value)) return value.forEach((v) => collect(v, into));
  if (value === null || typeof value !== 'object') return;
  const thing = value as Record<string, unknown>;
  for (const key of ['before', 'after']) if (typeof thing[key] === 'object' && thing[key] !== null) collectCells(thing[key], into);
  for (const [key, held] of Object.entries(thing)) {
    const translated = typeof thing[`${key}_en`] === 'string' && thing[`${key}_en`] !== held;
    if (key === 'title' && typeof held === 'string' && !translated && held.includes('：')) into.add(held.split('：')[0] ?? held); // "河街夜市：检测到摊位" names a place
    if (typeof held === 'string' && CHINESE.test(held) && !translated && (NAMES.has(key) || OWN_WORDS.has(key))) into.add(held);
    else if (OWN_WORDS.has(key) && Array.isArray(held)) held.forEach((word) => { if (typeof word === 'string') into.add(word); });
    else collect(held, into);
  }
}

/** Cells of the city's own sheets hold names; those that hold a word of ours are not among these. */
function collectCells(cells: object, into: Set<string>): void {
  for (const [title, held] of Object.entries(cells)) if (NAMED_CELLS.has(title) && typeof held === 'string' && CHINESE.test(held)) into.add(held);
}

/** Nothing Chinese is seen, read aloud or shown in a hint but what is allowed; `lang="zh"` marks the language switch. */
export async function expectEnglish(page: Page, allowed: ReadonlySet<string>, where: string): Promise<void> {
  // Asked again for a while: an answer may be on the screen before this side has read the names in it.
  await expect.poll(() => chineseLeft(page, allowed), { message: `Chinese left on ${where}`, timeout: 5_000 }).toEqual([]);
}

async function chineseLeft(page: Page, allowed: ReadonlySet<string>): Promise<string[]> {
  const seen = await page.evaluate(() => {
    const parts: string[] = [document.title];
    const visible = (e: Element): boolean => e.checkVisibility() && e.closest('[lang^="zh"]:not(html)') === null && e.closest('.maplibregl-map') === null;
    for (const e of document.querySelectorAll('body, body *')) {
      if (!visible(e)) continue;
      for (const n of e.childNodes) if (n.nodeType === Node.TEXT_NODE && n.textContent) parts.push(n.textContent);
      for (const a of ['aria-label', 'title', 'placeholder', 'alt']) parts.push(e.getAttribute(a) ?? '');
    }
    return parts;
  });
  const names = [...allowed].sort((a, b) => b.length - a.length);
  const left = seen.map((text) => names.reduce((rest, name) => rest.replaceAll(name, ''), text).trim()).filter((text) => CHINESE.test(text));
  return [...new Set(left)];
}
