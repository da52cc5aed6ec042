import { api } from '@shared/api';
import { keepFinger } from './phone';
import { makeKey, useKey } from '@shared/webauthn';

export class NoFinger extends Error {}

const TIMEOUT = 120_000;

/** Switches the fingerprint on for this bound phone; its PIN says who asks. */
export async function switchOn(token: string, pin: string): Promise<void> {
  const { site, challenge, user, name, algorithms } = await api.fingerprintOffer(token, pin);
  const made = await makeKey({
    challenge, rp: { id: site, name: site }, user: { id: user, name, displayName: name }, timeout: TIMEOUT, attestation: 'none',
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
    authenticatorSelection: { authenticatorAttachment: 'platform', userVerification: 'required', residentKey: 'discouraged' },
  });
  if (made === null) throw new NoFinger();
  await api.addFingerprint(token, made);
  keepFinger(token);
}

/** The finger instead of the PIN: gives the token of the shift. */
export async function unlock(token: string): Promise<string> {
  const { site, challenge, credential } = await api.fingerprintQuestion(token);
  const signed = await useKey({ challenge, rpId: site, timeout: TIMEOUT, userVerification: 'required', allowCredentials: [{ id: credential, type: 'public-key' }] });
  if (signed === null) throw new NoFinger();
  return (await api.unlockByFingerprint(token, signed)).token;
}
