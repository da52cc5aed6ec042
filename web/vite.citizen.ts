import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

// The citizen's worker: what `/` needs with no network to write a report, and to find its receipt again.

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const KEPT = ['/public.html', '/ReportForm.tsx', '/drafts/Drafts.tsx', '/Receipt.tsx', '/TrackPage.tsx'];
const NOTICE = 'notice.png'; // beside a notification; browsers draw no SVG there
type Chunk = { type: string; fileName: string; facadeModuleId?: string | null; imports: string[]; viteMetadata?: { importedCss: Set<string>; importedAssets: Set<string> } };

/** Those pages' own files and what they cannot start without; no map, which is heavier than all of them. */
function files(bundle: Readonly<Record<string, unknown>>): string[] {
  const chunks = new Map(Object.values(bundle).filter((f): f is Chunk => (f as Chunk).type === 'chunk').map((c) => [c.fileName, c]));
  const seen = new Set<string>();
  const walk = (chunk: Chunk | undefined): void => {
    if (chunk === undefined || seen.has(chunk.fileName)) return;
    seen.add(chunk.fileName);
    chunk.viteMetadata?.importedCss.forEach((f) => seen.add(f));
    chunk.viteMetadata?.importedAssets.forEach((f) => seen.add(f));
    chunk.imports.forEach((f) => walk(chunks.get(f)));
  };
  const named = [...chunks.values()].filter((c) => KEPT.some((end) => c.facadeModuleId?.endsWith(end)));
  if (named.length !== KEPT.length) throw new Error(`the citizen's worker keeps ${KEPT.length} pages, the build has ${named.length} of them`);
  named.forEach(walk);
  return [...seen].sort();
}

/** The worker's text with its list. */
export function citizenWorker(bundle: Readonly<Record<string, unknown>>, base: string): string {
  const text = readFileSync(here('shared/offline/citizenWorker.js'), 'utf8');
  const shell = JSON.stringify(files(bundle).map((f) => base + f));
  const version = createHash('sha256').update(text + shell).digest('hex').slice(0, 12);
  return text.replace("'CITIZEN_SHELL'", shell).replace("'CITIZEN_VERSION'", JSON.stringify(version)).replace("'NOTICE_ICON'", JSON.stringify(base + NOTICE));
}

export function citizen(): Plugin {
  let base = '/';
  return {
    name: 'zhicheng-citizen',
    configResolved: (config) => { base = config.base; },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        this.emitFile({ type: 'asset', fileName: 'citizen-worker.js', source: citizenWorker(bundle, base) });
        this.emitFile({ type: 'asset', fileName: NOTICE, source: readFileSync(here('shared/theme/notice.png')) });
      },
    },
  };
}
