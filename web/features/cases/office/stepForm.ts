import type { AllowedStep, CaseOfficer, DataField, MayStep } from '@shared/api';

// A step's data as a form: the server says each field's type. Amounts are typed in yuan and sent in fen.

export type Raw = Readonly<Record<string, string>>;

/** "200" → 20000 fen; null for what is no amount. */
export function fen(yuan: string): number | null {
  const found = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(yuan.trim());
  return found === null ? null : Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0') || 0);
}
const lines = (text: string): string[] => text.split(/[\n、；]/).map((x) => x.trim()).filter((x) => x !== '');

function read(field: DataField, text: string): unknown {
  switch (field.type) {
    case 'money': return fen(text);
    case 'flag': return text === '1';
    case 'moment': return `${text}${text.length === 16 ? ':00' : ''}+08:00`;
    case 'number': return Number.isInteger(Number(text)) && Number(text) >= 0 ? Number(text) : null;
    case 'officers': return text.split(',').filter((m) => m !== '').map(Number);
    case 'texts': case 'choices': return lines(text);
    case 'evidence': return lines(text).map((id) => ({ id }));
    default: return text.trim();
  }
}

/** What is sent; a field that nobody answered is not sent. */
export function toData(fields: readonly DataField[], raw: Raw): Record<string, unknown> {
  return Object.fromEntries(fields.filter((f) => (raw[f.name] ?? '').trim() !== '').map((f) => [f.name, read(f, raw[f.name] ?? '')] as const).filter(([, v]) => v !== null));
}

/** What the case knows already, as a person would have filled it in. */
export function givenRaw(fields: readonly DataField[]): Raw {
  const text = (f: DataField): string => {
    if (f.given === null || f.given === undefined) return '';
    if (Array.isArray(f.given)) return f.given.join(f.type === 'officers' ? ',' : '\n');
    return f.type === 'money' ? String(Number(f.given) / 100) : f.type === 'flag' ? (f.given === true ? '1' : '0') : String(f.given);
  };
  return Object.fromEntries(fields.map((f) => [f.name, text(f)] as const).filter(([, value]) => value !== ''));
}

/** Names of fields that have to be answered and are not, or hold what cannot be read. */
export function open(fields: readonly DataField[], raw: Raw): string[] {
  const data = toData(fields, raw);
  const empty = (name: string): boolean => data[name] === undefined || (Array.isArray(data[name]) && (data[name] as unknown[]).length === 0);
  return fields.filter((f) => empty(f.name) && (f.required || (raw[f.name] ?? '').trim() !== '')).map((f) => f.name);
}

/** Does this step need a second officer on the spot? */
export const isForTwo = (who: string): boolean => who.startsWith('officer x2') || who.includes('officer x2 serve');

/** Officers that may come along today: those of the case, or of one's unit before anybody is assigned, each with a certificate that holds; nobody comes along with himself. */
export function companions(officers: readonly CaseOfficer[], colleagues: readonly CaseOfficer[], today: string, me = ''): CaseOfficer[] {
  const from = officers.length > 0 ? officers : colleagues;
  return from.filter((o) => o.name !== me && o.certificate_to !== null && o.certificate_to >= today);
}

export type Groups = { mine: AllowedStep[]; others: AllowedStep[]; records: AllowedStep[]; outside: AllowedStep[] };
type Sortable = Pick<AllowedStep, 'step' | 'is_record' | 'is_from_outside'>;

/** Measures against somebody's goods are no everyday step: they stand last. */
const MEASURES: ReadonlySet<string> = new Set(['T21', 'T22', 'T23']);

/** Allowed steps as a person reads them: mine first, then what others take, then records, then what comes from outside. */
export function grouped<S extends Sortable>(allowed: readonly S[], may: readonly Pick<MayStep, 'step' | 'take'>[]): Record<keyof Groups, S[]> {
  const can = new Set(may.filter((m) => m.take).map((m) => m.step));
  const plain = allowed.filter((s) => !s.is_record && !s.is_from_outside).sort((a, b) => Number(MEASURES.has(a.step)) - Number(MEASURES.has(b.step)));
  return {
    mine: plain.filter((s) => can.has(s.step)), others: plain.filter((s) => !can.has(s.step)),
    records: allowed.filter((s) => s.is_record && !s.is_from_outside), outside: allowed.filter((s) => s.is_from_outside),
  };
}

/** What a person wrote in a paper so far, without rows that he has only just begun. */
export function filled(own: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const begun = (row: unknown): boolean => typeof row === 'object' && row !== null && Object.values(row).every((v) => v === '' || v === null);
  return Object.fromEntries(Object.entries(own).map(([name, value]) => [name, Array.isArray(value) ? value.filter((row) => !begun(row)) : value]));
}
