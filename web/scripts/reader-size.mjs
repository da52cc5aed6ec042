// Says what the reader of ID cards weighs: as it lies on the phone, and as it goes over the line (gzip).
import { readFileSync, readdirSync } from 'node:fs';

const [version] = readdirSync('dist/reader');
const folder = `dist/reader/${version}`;
const sizes = readdirSync(folder).filter((n) => !n.endsWith('.gz')).map((n) => [n, readFileSync(`${folder}/${n}`).length, readFileSync(`${folder}/${n}.gz`).length]);
const sum = (i) => sizes.reduce((s, row) => s + row[i], 0);
for (const [name, lies, travels] of [...sizes, ['all', sum(1), sum(2)]]) console.log(`${name.padEnd(12)} ${(lies / 1e6).toFixed(1).padStart(5)} MB  ${(travels / 1e6).toFixed(1).padStart(5)} MB over the line`);
