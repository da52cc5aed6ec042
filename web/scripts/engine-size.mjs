// Says what the law engine of /field weighs: as it lies on the phone, and as it goes over the line (gzip where that helps).
import { gzipSync } from 'node:zlib';
import { readFileSync, readdirSync } from 'node:fs';

const [version] = readdirSync('dist/engine').filter((name) => !name.includes('.'));
let lies = 0;
let travels = 0;
for (const name of readdirSync(`dist/engine/${version}`).filter((n) => !n.endsWith('.gz'))) {
  const data = readFileSync(`dist/engine/${version}/${name}`);
  const sent = name.endsWith('.zip') ? data.length : gzipSync(data, { level: 9 }).length;
  lies += data.length;
  travels += sent;
  console.log(`${name.padEnd(20)} ${(data.length / 1000).toFixed(0).padStart(6)} kB  ${(sent / 1000).toFixed(0).padStart(6)} kB over the line`);
}
console.log(`${'all'.padEnd(20)} ${(lies / 1000).toFixed(0).padStart(6)} kB  ${(travels / 1000).toFixed(0).padStart(6)} kB over the line (engine ${version})`);
