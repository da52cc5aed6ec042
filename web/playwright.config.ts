import { defineConfig } from '@playwright/test';
import { execFileSync } from 'node:child_process';

const chromium = execFileSync('sh', ['-c', 'command -v chromium || command -v chromium-browser || true'], { encoding: 'utf8' }).trim();

// The faces against a running server: ZHICHENG_URL, or `pnpm preview` with its pretended city.
export default defineConfig({
  testDir: 'e2e', timeout: 60_000, workers: 1, retries: process.env['CI'] === undefined ? 0 : 2, reporter: [['list'], ['./e2e/reporter.ts']],
  expect: { timeout: 15_000 },
  use: {
    baseURL: process.env['ZHICHENG_URL'] ?? 'http://127.0.0.1:4173', viewport: { width: 1440, height: 900 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai',
    screenshot: 'only-on-failure',
    launchOptions: { ...(chromium === '' ? {} : { executablePath: chromium }), args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'] },
  },
});
