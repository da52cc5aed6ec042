// Says what each page loads before anybody asks for a map, in kB gzip, and fails when the citizen's page is too heavy.
import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';

const LIMIT_KB = { public: 120, demo: 120 };
let failed = false;
for (const page of ['public', 'demo', 'staff']) {
  const html = readFileSync(`dist/${page}.html`, 'utf8');
  const files = [...html.matchAll(/(?:src|href)="\/static\/web\/([^"]+\.(?:js|css))"/g)].map((m) => m[1]);
  const kb = files.reduce((sum, file) => sum + gzipSync(readFileSync(`dist/${file}`)).length, 0) / 1000;
  const limit = LIMIT_KB[page];
  const over = limit !== undefined && kb > limit;
  failed ||= over;
  console.log(`${page}: ${kb.toFixed(1)} kB gzip in ${files.length} files${limit ? ` (limit ${limit})` : ''}${over ? ' TOO HEAVY' : ''}`);
}
process.exit(failed ? 1 : 0);
