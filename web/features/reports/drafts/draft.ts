import { newKey, type NewReport, type Photo, type Point, Problem } from '@shared/api';

/** A picture or clip of a draft. Its bytes lie beside it in the store; `photo` once the server has them. */
export type Shot = { id: string; name: string; type: string; photo: Photo | null };

/**
 * One report on its way, as it lies on this phone. `writing`: not sent off yet. `waiting`: sent off, the network is awaited.
 * `refused`: the server says in one sentence what to change. `sent`: it has a receipt. The key stays through all of it, so that
 * whatever is sent twice is filed once.
 */
export type Draft = {
  key: string; madeAt: string; state: 'writing' | 'waiting' | 'refused' | 'sent';
  title: string; text: string; category: string | null; phone: string; under14: boolean; guardianPhone: string; consents: boolean; point: Point | null; address: string; shots: Shot[];
  why: string; receipt: string; code: string; dueAt: string | null;
};

export const newDraft = (madeAt: string, key: string = newKey()): Draft => ({
  key, madeAt, state: 'writing', title: '', text: '', category: null, phone: '', under14: false, guardianPhone: '', consents: false, point: null, address: '', shots: [], why: '', receipt: '', code: '', dueAt: null,
});

/** Nothing of it is worth keeping: a place alone comes from the phone by itself. */
export const isBlank = (d: Draft): boolean => d.text.trim() === '' && d.shots.length === 0;

/** What lacks before it can be sent off. */
export const lacks = (d: Draft): 'needText' | 'needPlace' | null =>
  isBlank(d) ? 'needText' : d.point === null && d.address.trim() === '' ? 'needPlace' : null;

const ON_THE_SPOT_MS = 120_000;

/**
 * The report as the door takes it; every picture is there by now. One that waited says when it happened: by how long it lay here, not
 * by the phone's clock, which may be wrong.
 */
export function reportOf(d: Draft, phone: Date, city: Date): NewReport {
  const lay = phone.getTime() - new Date(d.madeAt).getTime();
  return {
    key: d.key, text: d.text.trim(), photos: d.shots.flatMap((s) => (s.photo === null ? [] : [s.photo.id])), datum: 'wgs84', source: 'citizen', name: '',
    address: d.address, category: d.category ?? '', phone: d.under14 ? '' : d.phone, under_14: d.under14, guardian_phone: d.under14 ? d.guardianPhone : '', guardian_consents: d.under14 && d.consents, ...(d.point ?? {}),
    ...(lay > ON_THE_SPOT_MS ? { happened_at: new Date(city.getTime() - lay).toISOString() } : {}),
  };
}

/** The server is not there, is tired, or asks for patience: the draft waits. Anything else it says is an answer. */
export const mustWait = (error: unknown): boolean =>
  !(error instanceof Problem) || error.status === 0 || error.status === 408 || error.status === 429 || error.code === 'too-many' || error.status >= 500;
