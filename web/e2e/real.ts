import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

// A real installation for one spec: production mode, its own home, seven staff accounts; it ends with the spec.

const ROOT = resolve(import.meta.dirname, '../..');
export const PASSWORD = 'correct-horse-battery';

const python = (): string => process.env['ZHICHENG_PYTHON'] ?? [join(ROOT, '.venv/bin/python')].find(existsSync) ?? 'python3';

/** The city folder: named in the environment, or the demo's own; undefined when there is none yet. */
export const cityFolder = (): string | undefined =>
  [process.env['ZHICHENG_CITY'], join(ROOT, 'var/city')].find((dir) => dir !== undefined && existsSync(join(dir, 'city.json')));

/** The other accounts in one process, which is far quicker than a command for each: field staff of a squad, two administrators. */
const ENROL = `
from zhicheng.cli import setup
setup()
from zhicheng.ground.people import services
from zhicheng.ground.people.models import Member, Organisation
def account(user, name, *roles):
    made = services.open_account(username=user, name=name, password='${PASSWORD}')
    for role in roles:
        services.grant(account=made, role=role)
    return made
account('zhao', '赵', 'dispatcher')
account('qian', '钱', 'admin')
account('zhou', '周', 'admin')
unit = services.found_organisations([Organisation(name='示范中队', kind='squad')])[0]
for user, name in (('wang', '王'), ('sun', '孙'), ('wu', '吴')):
    kept = services.enrol_member(organisation=unit, name=name, kind='officer', account=account(user, name, 'member', 'handler'))
    Member.objects.filter(pk=kept.pk).update(number=user)
`;

export class Installation {
  private child: ChildProcess | null = null;
  private readonly home = mkdtempSync(join(tmpdir(), 'zhicheng-real-'));
  readonly url: string;
  /** The same by name: browsers tie passkeys to host names only. */
  readonly named: string;

  constructor(private readonly port: number, private readonly city: string) {
    this.url = `http://127.0.0.1:${port}`;
    this.named = `http://localhost:${port}`;
  }

  private env(): NodeJS.ProcessEnv {
    return {
      ...process.env, PYTHONPATH: ROOT, ZHICHENG_MODE: 'production', ZHICHENG_HOME: this.home, ZHICHENG_CITY: this.city, ZHICHENG_HTTPS: 'false',
      ZHICHENG_SECOND_FACTOR: 'true', ZHICHENG_SECRET_KEY: this.key,
    };
  }
  private readonly key = randomBytes(48).toString('base64url');

  cli(...words: string[]): void {
    execFileSync(python(), ['-m', 'zhicheng', ...words], { cwd: ROOT, env: this.env(), stdio: 'pipe' });
  }

  async start(): Promise<void> {
    this.cli('migrate');
    this.cli('staff', 'add', 'li', '--name', '李', '--role', 'dispatcher', '--password', PASSWORD);
    execFileSync(python(), ['-c', ENROL], { cwd: ROOT, env: this.env(), stdio: 'pipe' });
    this.child = spawn(python(), ['-m', 'zhicheng', 'web', '--port', String(this.port)], { cwd: ROOT, env: this.env(), stdio: 'ignore' });
    for (let i = 0; i < 240; i += 1) {
      if (await fetch(`${this.url}/api/health`).then((r) => r.ok, () => false)) return;
      await new Promise((done) => setTimeout(done, 250));
    }
    throw new Error('the installation did not start within a minute');
  }

  async stop(): Promise<void> {
    const child = this.child;
    if (child !== null && child.exitCode === null) {
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      await ended;
    }
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** The six digits of an authenticator app (RFC 6238, SHA-1, 30 s). */
export function totp(secret: string): string {
  const bits = [...secret.replaceAll(' ', '')].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const at = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
