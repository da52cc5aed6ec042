import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { PHONE, expect, test } from './page';

// The law engine in the browser says, byte for byte, what the server's own says: same Python, run by Pyodide in a worker.

type Vector = { name: string; letter: object | string; answer: string };
type Answers = { start: number; texts: string[]; median: number; worst: number };

const SCENARIOS = `${process.env['ZHICHENG_SHARED'] ?? '../../shared'}/domain/scenarios.yaml`;
const OWN = JSON.parse(readFileSync('../zhicheng/law/tests/letters.json', 'utf8')) as Vector[];

/** The public scenarios as letters, and what CPython makes of them; none where the file does not lie beside the checkout. */
function publicVectors(): Vector[] {
  if (!existsSync(SCENARIOS)) return [];
  const program = `
import json, sys, yaml
from zhicheng.law.letters import ask
document = yaml.safe_load(open(sys.argv[1], encoding="utf-8"))
letters = [json.dumps({"kind": "scenario", "question": {"scenario": s, "config": document["config"]}}, default=lambda d: d.isoformat()) for s in document["scenarios"]]
print(json.dumps([{"name": s["id"], "letter": l, "answer": ask(l)} for s, l in zip(document["scenarios"], letters)]))`;
  return JSON.parse(execFileSync('../.venv/bin/python', ['-c', program, SCENARIOS], { encoding: 'utf8', maxBuffer: 1e8 })) as Vector[];
}

test.use({ viewport: PHONE });
test.describe.configure({ timeout: 180_000 });

test('answers in the browser are the server’s own, byte for byte', async ({ page, context, baseURL }) => {
  const vectors = [...OWN, ...publicVectors()];
  if (vectors.length === OWN.length) console.log('    the public scenarios do not lie beside this checkout: only our own vectors are compared (set ZHICHENG_SHARED)');
  const outside: string[] = [];
  context.on('request', (r) => { if (new URL(r.url()).host !== new URL(baseURL ?? '').host) outside.push(r.url()); });
  await page.goto('/login');
  const worker = /"([^"]*assets\/worker-[^"]*\.js)"/.exec(await (await page.request.get('/field/worker.js')).text())?.[1] ?? '';
  expect(worker, 'the built worker').not.toBe('');
  const letters = vectors.map((v) => (typeof v.letter === 'string' ? v.letter : JSON.stringify(v.letter)));
  const found = await page.evaluate(async ({ url, asked }): Promise<Answers> => {
    const engine = new Worker(url, { type: 'module' });
    const began = performance.now();
    const hear = (id: number): Promise<{ text?: string; ms: number; broken?: string }> => new Promise((resolve, reject) => {
      engine.addEventListener('error', () => reject(new Error('the worker did not start')));
      engine.addEventListener('message', ({ data }) => { if (data.id === id) resolve(data); });
    });
    const ready = await hear(0);
    if (ready.broken !== undefined) throw new Error(ready.broken);
    const start = performance.now() - began;
    const texts: string[] = [];
    const took: number[] = [];
    for (const [n, letter] of asked.entries()) {
      const answer = hear(n + 1);
      engine.postMessage({ id: n + 1, letter });
      const { text, ms, broken } = await answer;
      texts.push(text ?? `broken: ${broken}`);
      took.push(ms);
    }
    took.sort((a, b) => a - b);
    return { start, texts, median: took[Math.floor(took.length / 2)] ?? 0, worst: took.at(-1) ?? 0 };
  }, { url: worker, asked: letters });
  for (const [n, vector] of vectors.entries()) expect(found.texts[n], vector.name).toBe(vector.answer);
  expect(outside).toEqual([]);
  console.log(`    ${vectors.length} letters equal; engine ready after ${Math.round(found.start)} ms, an answer in ${found.median.toFixed(1)} ms (median), ${found.worst.toFixed(0)} ms at most`);
});

test('the phone’s page and its engine start with no network', async ({ page, context }) => {
  await page.goto('/field?demo=crew-1');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect(page.locator('.phone-head')).toBeVisible();
  await expect.poll(() => page.evaluate(async () => (await (await caches.open('zhicheng-engine')).keys()).length), { timeout: 60_000 }).toBe(6);
  await context.setOffline(true);
  await page.reload();
  await expect(page.locator('.phone-head')).toBeVisible();
  await expect(page.locator('.job, .empty, .notice').first()).toBeVisible();
  const answer = await page.evaluate(async () => {
    const own = (await (await caches.open((await caches.keys()).find((k) => k.startsWith('zhicheng-field-')) ?? '')).keys()).map((r) => r.url).find((u) => /assets\/worker-[^/]*\.js$/.test(u)) ?? '';
    const engine = new Worker(own, { type: 'module' });
    const heard = new Promise<string>((resolve, reject) => {
      engine.addEventListener('error', () => reject(new Error('no worker')));
      engine.addEventListener('message', ({ data }) => { if (data.broken !== undefined) reject(new Error(data.broken)); else if (data.id === 1) resolve(data.text); });
    });
    engine.postMessage({ id: 1, letter: JSON.stringify({ kind: 'scenario', question: { scenario: { id: 'T', given: { violation: 'V.ZJ.litter', fine: 50 } }, config: { jurisdiction: '330000' } } }) });
    return heard;
  });
  expect((JSON.parse(answer) as { answer: { range: number[] } }).answer.range).toEqual([20, 50]);
  await context.setOffline(false);
});
