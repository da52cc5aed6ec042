import { appendFileSync } from 'node:fs';
import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';

const name = (test: TestCase): string => test.titlePath().filter(Boolean).join(' › ');
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** A test that skips proves nothing: it fails the run. What failed is also written to ZHICHENG_E2E_FAILED, to be said last of all. */
export default class NoSkips implements Reporter {
  private readonly skipped: string[] = [];

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === 'skipped') this.skipped.push(name(test));
    const file = process.env['ZHICHENG_E2E_FAILED'];
    if (file === undefined || result.status === 'passed') return;
    const why = (result.error?.message ?? '').replace(COLOURS, '').split('\n').filter((line) => line.trim() !== '').slice(0, 6).join('\n    ');
    appendFileSync(file, `${result.status}, try ${result.retry + 1}: ${name(test)}\n    ${why}\n`);
  }

  async onEnd(result: FullResult): Promise<{ status: FullResult['status'] }> {
    for (const one of this.skipped) console.error(`skipped: ${one}`);
    return { status: this.skipped.length > 0 && result.status === 'passed' ? 'failed' : result.status };
  }
}
