import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

// What reads an ID card's photo in `/field`: onnxruntime's WebAssembly and the weights that `make setup` fetched (tools/reader.py), as
// files of ours under a name made of their digest. Without the weights the faces are built all the same, and the button says so.

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const READER = 'virtual:reader';
const WEIGHTS = ['find.onnx', 'read.onnx', 'letters.txt'];
const RUNTIME = { 'ort.mjs': 'ort.wasm.bundle.min.mjs', 'ort.wasm': 'ort-wasm-simd-threaded.wasm' } as const;
type File = { name: string; data: Buffer };

function files(): File[] {
  const weights = here('../.tools/reader');
  if (!existsSync(`${weights}/.ready`)) return [];
  return [
    ...Object.entries(RUNTIME).map(([name, from]) => ({ name, data: readFileSync(here(`node_modules/onnxruntime-web/dist/${from}`)) })),
    ...WEIGHTS.map((name) => ({ name, data: readFileSync(`${weights}/${name}`) })),
  ];
}

const built = files();
const digest = (): string => {
  const hash = createHash('sha256');
  built.forEach((f) => hash.update(f.name).update(f.data));
  return hash.digest('hex').slice(0, 12);
};
export const version = built.length === 0 ? '' : digest();
/** Their paths behind the faces' base, for the service worker. */
export const readerFiles = built.map((f) => `reader/${version}/${f.name}`);

/** Tells the page and its worker where the reader lies. */
export function readerAddress(): Plugin {
  let base = '/';
  return {
    name: 'zhicheng-reader-address',
    configResolved: (config) => { base = config.base; },
    resolveId: (id) => (id === READER ? `\0${READER}` : undefined),
    load: (id) => (id === `\0${READER}` ? `export const READY = ${built.length > 0}; export const BASE = ${JSON.stringify(`${base}reader/${version}/`)};` : undefined),
  };
}

const typeOf = (name: string): string => (name.endsWith('.mjs') ? 'text/javascript' : name.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream');

/** Lays the reader's files beside the faces. */
export function reader(): Plugin {
  return {
    name: 'zhicheng-reader',
    configureServer: ({ middlewares }) => {
      middlewares.use(`/reader/${version}`, (request, response, next) => {
        const file = built.find((f) => `/${f.name}` === request.url);
        if (file === undefined) return next();
        response.setHeader('Content-Type', typeOf(file.name)).end(file.data);
      });
    },
    generateBundle() {
      for (const { name, data } of built) {
        this.emitFile({ type: 'asset', fileName: `reader/${version}/${name}`, source: data });
        this.emitFile({ type: 'asset', fileName: `reader/${version}/${name}.gz`, source: gzipSync(data, { level: 9 }) }); // WhiteNoise hands these out
      }
    },
  };
}
