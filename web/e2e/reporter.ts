import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';

/** A test that skips proves nothing: it fails the run. */
export default class NoSkips implements Reporter {
  private readonly skipped: string[] = [];

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === 'skipped') this.skipped.push(test.titlePath().filter(Boolean).join(' › '));
  }

  async onEnd(result: FullResult): Promise<{ status: FullResult['status'] }> {
    for (const name of this.skipped) console.error(`skipped: ${name}`);
    return { status: this.skipped.length > 0 && result.status === 'passed' ? 'failed' : result.status };
  }
}
