// @vitest-environment node
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { zip } from '../../vite.offline';

it('writes a zip that Python reads back, the same bytes each time', () => {
  const files = [{ name: 'a/甲.json', data: Buffer.from('{"名":"值"}') }, { name: 'b.py', data: Buffer.from('x = 1\n'.repeat(500)) }, { name: 'empty', data: Buffer.from('') }];
  const folder = mkdtempSync(`${tmpdir()}/zip`);
  try {
    writeFileSync(`${folder}/t.zip`, zip(files));
    execFileSync('python3', ['-c', `import zipfile; z = zipfile.ZipFile("${folder}/t.zip"); assert z.testzip() is None; z.extractall("${folder}")`]);
    for (const { name, data } of files) expect(readFileSync(`${folder}/${name}`)).toEqual(data);
    expect(zip(files)).toEqual(zip(files));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
