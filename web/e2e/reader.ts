import type { CDPSession, Page } from '@playwright/test';

/** A device with a fingerprint reader: Chromium's own virtual authenticator, over its debugging protocol. */
export class Reader {
  private constructor(private readonly session: CDPSession, private readonly id: string) {}

  static async inside(page: Page): Promise<Reader> {
    const session = await page.context().newCDPSession(page);
    await session.send('WebAuthn.enable');
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    });
    return new Reader(session, authenticatorId);
  }

  /** Whose finger lies on it from now on. */
  async finger(owner: 'mine' | 'a stranger’s'): Promise<void> {
    await this.session.send('WebAuthn.setUserVerified', { authenticatorId: this.id, isUserVerified: owner === 'mine' });
  }

  async forget(): Promise<void> {
    await this.session.send('WebAuthn.clearCredentials', { authenticatorId: this.id });
  }
}
