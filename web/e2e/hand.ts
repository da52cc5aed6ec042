import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { PHONE, expect } from './page';
import { photo, signOn } from './spot';

// The officer's hand on a phone, counted; and a phone that can be taken away and given back, its storage with it.

const SHOTS = process.env['ZHICHENG_SHOTS'];
/** On the card that idCard.ts draws: nobody's, 99 is no province. */
export const CARD = { name: '示例甲', sex: '女', nation: '汉', born: [1990, 3, 7], address: ['示例市示例区示范路1号', '2幢303室'], id: '990101199003070023' } as const;
export const PARTY = { name: '张建国', id: '33010619880315123X' };

/** Every tap and every typed character goes through here, so that they are counted. */
export class Hand {
  taps = 0;
  typed = 0;
  constructor(readonly page: Page) {}
  async tap(name: string | RegExp): Promise<void> { this.taps += 1; await this.page.getByRole('button', { name }).first().click(); }
  async type(label: string, text: string): Promise<void> { this.taps += 1; this.typed += text.length; await this.page.getByLabel(label).fill(text); }
  async shoot(): Promise<void> { this.taps += 2; await this.page.locator('input[aria-label="拍照取证"]').setInputFiles(photo()); } // the button, and the camera's own release
  async shootId(card: Buffer): Promise<void> { this.taps += 2; await this.page.locator('input[aria-label="拍身份证"]').setInputFiles({ name: 'id.jpg', mimeType: 'image/jpeg', buffer: card }); }
  async sign(nth: number): Promise<void> { this.taps += 1; await signOn(this.page, nth); }
  async look(name: string): Promise<void> { if (SHOTS !== undefined) await this.page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true }); }
}

/** Somebody litters. From a job its matter and place stand there; otherwise they are chosen and written. Leaves the page where the case is open. */
export async function openLitter(hand: Hand, who: 'typed' | 'known' | Buffer, job = false): Promise<void> {
  const { page } = hand;
  await hand.shoot();
  if (!job) await hand.type('地点', '柳浪街 12 号门前人行道');
  if (who instanceof Buffer) {
    await hand.shootId(who);
    await expect(page.locator('.pick.on', { hasText: CARD.name })).toBeVisible({ timeout: 60_000 });
  } else if (who === 'typed') {
    await hand.tap('录入当事人');
    await hand.type('姓名', PARTY.name);
    await hand.type('身份证号', PARTY.id);
    await hand.tap('确定');
  } else await hand.tap(new RegExp(PARTY.name));
  if (!job) {
    await hand.tap('其他违法行为');
    await hand.tap(/随地吐痰便溺、乱扔废弃物/);
  }
  await hand.tap('记录违法，开始办案');
  await expect(page.getByRole('button', { name: /^当场处罚/ })).toBeEnabled({ timeout: 60_000 });
}

export async function fine(hand: Hand, issue: '出具文书' | '出具并打印' = '出具文书'): Promise<void> {
  const { page } = hand;
  await hand.tap(/^当场处罚/);
  await expect(page.locator('.slip canvas')).toBeVisible({ timeout: 30_000 });
  await hand.tap(/已出示执法证/);
  for (const nth of [0, 1, 2]) await hand.sign(nth);
  await hand.look('paper');
  await hand.tap(issue);
  await expect(page.getByText('文书已出具')).toBeVisible();
}

/** A browser of its own with a profile that outlives it. */
export async function phone(profile: string, baseURL: string, offline = false): Promise<BrowserContext> {
  const executablePath = execFileSync('sh', ['-c', 'command -v chromium || command -v chromium-browser || true'], { encoding: 'utf8' }).trim();
  return chromium.launchPersistentContext(profile, { ...(executablePath === '' ? {} : { executablePath }), args: ['--no-sandbox'], viewport: PHONE, baseURL, offline, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
}

/** kill -9 of every process of this browser: nobody gets to say goodbye. */
export function kill(profile: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(profile)) process.kill(Number(pid), 'SIGKILL');
    } catch { /* it has ended by itself */ }
  }
}
