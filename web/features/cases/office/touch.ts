import { api, type Touch } from '@shared/api';
import { type Asking, type Json, useKey } from '@shared/webauthn';

/** He cancelled, or no key of his is in this device: nothing is decided. */
export class NoTouch extends Error {}
const TIMEOUT = 120_000;

/** The finger (or key) of whoever decides, where he keeps one; null where nothing has to be asked. */
export async function touchFor(motion: number, ask: typeof api.touchQuestion = api.touchQuestion, use: (asking: Asking) => Promise<Json | null> = useKey): Promise<Touch | null> {
  const { needed, site, challenge, credentials } = await ask(motion);
  if (!needed) return null;
  const credential = await use({ challenge, rpId: site, timeout: TIMEOUT, userVerification: 'required', allowCredentials: credentials.map((id) => ({ id, type: 'public-key' })) });
  if (credential === null) throw new NoTouch();
  return { challenge, credential };
}
