import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { mockServer } from './dev/mock.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const api = process.env['ZHICHENG_URL'];

// Three pages: the server answers `/` and `/track/*` with public.html, `/command`, `/field`, `/login` with staff.html,
// `/demo` with demo.html. Everything else comes from /static/web/.
export default defineConfig(({ command, isPreview }) => ({
  root: here('.'),
  base: command === 'build' || isPreview ? '/static/web/' : '/',
  plugins: [react(), mockServer(api)],
  resolve: { alias: { '@shared': here('./shared'), '@features': here('./features') } },
  build: {
    outDir: 'dist',
    target: 'es2022',
    chunkSizeWarningLimit: 1200,
    rollupOptions: { input: { public: here('public.html'), staff: here('staff.html'), demo: here('demo.html') } },
  },
  test: { environment: 'happy-dom', include: ['{apps,features,shared}/**/*.test.{ts,tsx}'], restoreMocks: true },
}));
