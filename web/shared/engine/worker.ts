import { BASE } from 'virtual:engine';
import type { PyodideAPI } from 'pyodide';

// The law engine on the phone: the server's own Python, run by Pyodide in this worker. Letters in, letters out (zhicheng/law/letters.py).

type Ask = { id: number; letter: string };
export type Told = { id: number; text?: string; ms: number; broken?: string };

async function start(): Promise<(letter: string) => string> {
  const { loadPyodide } = (await import(/* @vite-ignore */ `${BASE}pyodide.mjs`)) as { loadPyodide: (options: object) => Promise<PyodideAPI> };
  const [python, law] = await Promise.all([
    loadPyodide({ indexURL: BASE }),
    fetch(`${BASE}law.zip`).then((r) => { if (!r.ok) throw new Error(`law.zip: ${r.status}`); return r.arrayBuffer(); }),
  ]);
  python.unpackArchive(law, 'zip', { extractDir: '/law' });
  return python.runPython('import sys; sys.path.insert(0, "/law"); from zhicheng.law.letters import ask; ask') as (letter: string) => string;
}

const ready = start();
const began = performance.now();
ready.then(() => postMessage({ id: 0, ms: performance.now() - began } satisfies Told), (error: unknown) => postMessage({ id: 0, ms: 0, broken: String(error) } satisfies Told));

onmessage = async ({ data }: MessageEvent<Ask>) => {
  try {
    const ask = await ready;
    const from = performance.now();
    const text = ask(data.letter);
    postMessage({ id: data.id, text, ms: performance.now() - from } satisfies Told);
  } catch (error) {
    postMessage({ id: data.id, ms: 0, broken: String(error) } satisfies Told);
  }
};
