import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { citizen } from './vite.citizen.ts';
import { compressed } from './vite.compressed.ts';
import { engineAddress, offline } from './vite.offline.ts';
import { reader, readerAddress } from './vite.reader.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const server = process.env['ZHICHENG_URL'] ?? 'http://127.0.0.1:8000';

// `pnpm dev` shows the faces as they are written, over a running server (`make run`). Which address is which page:
const PAGES: readonly (readonly [RegExp, string])[] = [
  [/^\/((track|voice|near|sell|link|stop|together\/in)(\/[^.]*)?)?$/, '/public.html'], [/^\/(command|field|login|manage|office|together)(\/[^.]*)?$/, '/staff.html'], [/^\/demo$/, '/demo.html'],
];
const pages = (): Plugin => ({
  name: 'zhicheng-pages',
  configureServer: ({ middlewares }) => {
    middlewares.use((request, _response, next) => {
      const { pathname, search } = new URL(request.url ?? '/', server);
      const page = PAGES.find(([path]) => path.test(pathname));
      if (page !== undefined) request.url = page[1] + search;
      next();
    });
  },
});

// Three pages: the server answers `/` and `/track/*` with public.html, `/command`, `/field`, `/login` with staff.html,
// `/demo` with demo.html. Everything else comes from /static/web/.
export default defineConfig(({ command, isPreview }) => ({
  root: here('.'),
  base: command === 'build' || isPreview ? '/static/web/' : '/',
  plugins: [react(), pages(), engineAddress(), readerAddress(), offline(), citizen(), reader(), compressed()],
  worker: { format: 'es', plugins: () => [engineAddress(), readerAddress()] },
  server: { proxy: Object.fromEntries(['/api', '/tiles', '/_allauth', '/admin'].map((path) => [path, server])) },
  resolve: { alias: { '@shared': here('./shared'), '@features': here('./features') } },
  build: {
    outDir: 'dist',
    target: 'es2022',
    chunkSizeWarningLimit: 1200,
    rollupOptions: { input: { public: here('public.html'), staff: here('staff.html'), demo: here('demo.html') } },
  },
  test: { environment: 'happy-dom', include: ['{apps,features,shared}/**/*.test.{ts,tsx}'], restoreMocks: true },
}));
