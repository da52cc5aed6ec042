import { api } from '@shared/api';
import type { Kit } from './model';
import type { Port, Result } from './sync';

/** The server's side of the phone's log. */
export const fetchKit = (device: string): Promise<Kit> => api.fieldKit<Kit>(device);

export const port = (device: string): Port => ({
  send: async (items) => (await api.fieldCases<Result>(device, items)).results,
  upload: async (entry, { id, no }, blob) => {
    const { sha256, name, type, title, place } = entry.body;
    const { area } = (await api.caseFile(no)).case; // the phone knows the place, the server whose place it is
    const where: Record<string, string> = place.lng === 0 && place.lat === 0 ? {} : { lng: String(place.lng), lat: String(place.lat) };
    await api.addEvidence(new File([blob], name, { type }), { key: entry.key, about: `case:${id}`, sort: 'audiovisual', title, sha256, captured_at: entry.at, area, device, ...where });
  },
});
