import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { citizenWorker } from './vite.citizen.ts';
import { readerFiles } from './vite.reader.ts';

// What `/field` needs with no network: the law engine (Pyodide, its standard library, our own Python and packs) as files of ours,
// and a service worker that keeps them and the face's own files.

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const PYODIDE = ['pyodide.mjs', 'pyodide.asm.mjs', 'pyodide.asm.wasm', 'python_stdlib.zip', 'pyodide-lock.json'];
const PYTHON = here('../zhicheng');
const ENGINE = 'virtual:engine';
type File = { name: string; data: Buffer };

const SKIPPED = new Set(['tests', 'explore', '__pycache__', 'schema.py']); // what only a workstation does: tests, the exploration, the lint of YAML

/** `law` and `kernel` with their packs. */
function sources(folder: string): File[] {
  return readdirSync(`${PYTHON}/${folder}`).sort().filter((name) => !SKIPPED.has(name)).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (statSync(`${PYTHON}/${path}`).isDirectory()) return sources(path);
    return /\.(py|json)$/.test(name) ? [{ name: `zhicheng/${path}`, data: readFileSync(`${PYTHON}/${path}`) }] : [];
  });
}

/** A zip that is the same bytes for the same files: no clock goes in. */
export function zip(files: readonly File[]): Buffer {
  const parts: Buffer[] = [];
  const index: Buffer[] = [];
  let offset = 0;
  for (const { name, data } of files) {
    const packed = deflateRawSync(data, { level: 9 });
    const title = Buffer.from(name);
    const about = Buffer.alloc(26); // version, flags (UTF-8 names), deflate, time, day, CRC, sizes, length of the name, no extra field
    about.writeUInt16LE(20, 0); about.writeUInt16LE(0x800, 2); about.writeUInt16LE(8, 4); about.writeUInt16LE(0, 6); about.writeUInt16LE(0x21, 8);
    about.writeUInt32LE(crc32(data), 10); about.writeUInt32LE(packed.length, 14); about.writeUInt32LE(data.length, 18); about.writeUInt16LE(title.length, 22);
    const entry = Buffer.alloc(14); // comment, disk, attributes, where it begins
    entry.writeUInt32LE(offset, 10);
    parts.push(Buffer.from('PK\x03\x04'), about, title, packed);
    index.push(Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), about, entry, title);
    offset += 30 + title.length + packed.length;
  }
  const list = Buffer.concat(index);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(files.length, 8); end.writeUInt16LE(files.length, 10); end.writeUInt32LE(list.length, 12); end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, list, end]);
}

/** Everything the engine is made of, under one name: another byte anywhere is another folder. */
function engine(): { version: string; files: File[] } {
  const files = [...PYODIDE.map((name) => ({ name, data: readFileSync(here(`node_modules/pyodide/${name}`)) })), { name: 'law.zip', data: zip([{ name: 'zhicheng/__init__.py', data: Buffer.from('') }, ...sources('kernel'), ...sources('law')]) }];
  const hash = createHash('sha256');
  files.forEach((f) => hash.update(f.name).update(f.data));
  return { version: hash.digest('hex').slice(0, 12), files };
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
type Chunk = { fileName: string; facadeModuleId?: string | null; imports: string[]; dynamicImports: string[]; viteMetadata?: { importedCss: Set<string>; importedAssets: Set<string> } };

/** The files that the phone's face can ever ask for: its entry, itself, and what these load now or later; not the other faces. */
function phoneFiles(bundle: Readonly<Record<string, unknown>>): string[] {
  const chunks = new Map(Object.values(bundle).filter((f): f is Chunk => (f as { type: string }).type === 'chunk').map((c) => [c.fileName, c]));
  const named = (suffix: string): Chunk[] => [...chunks.values()].filter((c) => c.facadeModuleId?.endsWith(suffix));
  const seen = new Set<string>();
  const walk = (chunk: Chunk | undefined, later: boolean): void => {
    if (chunk === undefined || seen.has(chunk.fileName)) return;
    seen.add(chunk.fileName);
    chunk.viteMetadata?.importedCss.forEach((f) => seen.add(f));
    chunk.viteMetadata?.importedAssets.forEach((f) => seen.add(f));
    [...chunk.imports, ...(later ? chunk.dynamicImports : [])].forEach((f) => walk(chunks.get(f), later));
  };
  named('/staff.html').forEach((c) => walk(c, false));
  named('/FieldApp.tsx').forEach((c) => { seen.delete(c.fileName); walk(c, true); });
  const workers = Object.keys(bundle).filter((f) => /worker.*\.m?js$/.test(f)); // of the map and of the engine: no chunk imports them
  return [...new Set([...seen, ...workers])].sort();
}

const built = engine();

/** Tells the page and its worker where the engine lies. */
export function engineAddress(): Plugin {
  let base = '/';
  return {
    name: 'zhicheng-engine-address',
    configResolved: (config) => { base = config.base; },
    resolveId: (id) => (id === ENGINE ? `\0${ENGINE}` : undefined),
    load: (id) => (id === `\0${ENGINE}` ? `export const VERSION = ${JSON.stringify(built.version)}; export const BASE = ${JSON.stringify(`${base}engine/${built.version}/`)};` : undefined),
  };
}

const typeOf = (name: string): string => (name.endsWith('.mjs') ? 'text/javascript' : name.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream');

/** Lays the engine's files and the service worker beside the faces. */
export function offline(): Plugin {
  let base = '/';
  return {
    name: 'zhicheng-offline',
    configResolved: (config) => { base = config.base; },
    configureServer: ({ middlewares }) => {
      middlewares.use(`/engine/${built.version}`, (request, response, next) => {
        const file = built.files.find((f) => `/${f.name}` === request.url);
        if (file === undefined) return next();
        response.setHeader('Content-Type', typeOf(file.name)).end(file.data);
      });
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const emit = (fileName: string, source: string | Buffer): void => void this.emitFile({ type: 'asset', fileName, source });
        for (const { name, data } of built.files) {
          emit(`engine/${built.version}/${name}`, data);
          if (!name.endsWith('.zip')) emit(`engine/${built.version}/${name}.gz`, gzipSync(data, { level: 9 })); // WhiteNoise hands these out
        }
        emit('engine/version.json', JSON.stringify({ version: built.version }));
        const shell = JSON.stringify(phoneFiles(bundle).map((f) => base + f));
        const heavy = JSON.stringify(built.files.map((f) => `${base}engine/${built.version}/${f.name}`));
        const reads = JSON.stringify(readerFiles.map((f) => base + f));
        const worker = readFileSync(here('shared/engine/serviceWorker.js'), 'utf8');
        const officer = worker.replace("'SHELL'", shell).replace("'ENGINE'", heavy).replace("'READER'", reads).replace("'VERSION'", JSON.stringify(digest(worker + shell + heavy + reads)));
        emit('field-worker.js', `${officer}\n${citizenWorker(bundle, base)}`);
      },
    },
  };
}
