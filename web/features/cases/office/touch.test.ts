import { describe, expect, it } from 'vitest';
import { NoTouch, touchFor } from './touch';

const question = (needed: boolean) => () => Promise.resolve({ needed, site: 'city.example', challenge: 'abc', credentials: ['k1', 'k2'] });
const never = (): never => { throw new Error('asked for nothing'); };

describe('the finger of whoever decides', () => {
  it('is not asked where no key is kept', async () => expect(await touchFor(7, question(false), never)).toBeNull());
  it('signs the challenge of this motion with one of his keys, after the device has checked him', async () => {
    const touch = await touchFor(7, question(true), (asking) => Promise.resolve({ asked: asking }));
    expect(touch).toMatchObject({ challenge: 'abc', credential: { asked: { challenge: 'abc', rpId: 'city.example', userVerification: 'required', allowCredentials: [{ id: 'k1', type: 'public-key' }, { id: 'k2', type: 'public-key' }] } } });
  });
  it('decides nothing when he cancels', async () => expect(touchFor(7, question(true), () => Promise.resolve(null))).rejects.toBeInstanceOf(NoTouch));
});
