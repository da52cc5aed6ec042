import type { PaperField } from '@shared/api';
import type { PAPER_FORM } from './texts';

// What a field of a paper looks like in a form, and how its text becomes the value that the server reads (flow/papers/values.py).

export type Values = Readonly<Record<string, unknown>>;
type Word = keyof typeof PAPER_FORM;
export type Part = { id: string; label: Word; kind: 'text' | 'long' | 'day' | 'money' | 'choice'; needed?: boolean; choices?: readonly { code: string; label: Word }[] };

const text = (id: string, label: Word, needed = false): Part => ({ id, label, kind: 'text', needed });
const long = (id: string, label: Word, needed = false): Part => ({ id, label, kind: 'long', needed });

/** Fields that hold one thing with parts. */
export const PARTS_OF: Readonly<Record<string, readonly Part[]>> = {
  party: [
    { id: 'kind', label: 'partyKind', kind: 'choice', needed: true, choices: [{ code: 'citizen', label: 'citizen' }, { code: 'individual_business', label: 'business' }, { code: 'org', label: 'org' }] },
    text('name', 'name', true), text('id_no', 'idNo', true), { id: 'sex', label: 'sex', kind: 'choice', choices: [{ code: '男', label: 'male' }, { code: '女', label: 'female' }] }, { id: 'born', label: 'born', kind: 'day' },
    text('address', 'address'), text('phone', 'phone'), text('trade_name', 'tradeName'), text('head_name', 'headName'),
  ],
  violation: [text('id', 'code', true), text('name', 'name', true)],
};

const GOODS: readonly Part[] = [text('name', 'name', true), text('quantity', 'quantity', true), text('unit', 'unit', true), text('model', 'model'), text('condition', 'condition')];

/** Fields that hold a list of such things. */
export const ROWS_OF: Readonly<Record<string, readonly Part[]>> = {
  officers: [text('name', 'name', true), text('certificate', 'certificate', true)],
  goods: GOODS,
  evidence: [
    { id: 'kind', label: 'sort', kind: 'choice', needed: true, choices: [{ code: 'document', label: 'document' }, { code: 'object', label: 'object' }, { code: 'recording', label: 'recording' }, { code: 'electronic', label: 'electronic' }, { code: 'witness', label: 'witness' }, { code: 'statement', label: 'statement' }, { code: 'opinion', label: 'opinion' }, { code: 'record', label: 'record' }] },
    text('name', 'name', true), text('proves', 'proves', true), text('number', 'number'),
  ],
  dialogue: [long('question', 'question', true), long('answer', 'answer')],
  defence: [
    long('point', 'point', true), { id: 'adopted', label: 'adopted', kind: 'choice', choices: [{ code: 'adopted', label: 'isAdopted' }, { code: 'partly', label: 'isPartly' }, { code: 'rejected', label: 'isRejected' }] }, long('reason', 'answerWhy'),
  ],
  views: [text('who', 'who', true), text('stance', 'stance', true), long('view', 'view')],
  instalments: [{ id: 'due', label: 'due', kind: 'day', needed: true }, { id: 'amount', label: 'amount', kind: 'money' }, text('note', 'note')],
  references: [text('name', 'name', true), text('number', 'number', true)],
  index: [text('name', 'name', true), text('page', 'page', true), text('number', 'number'), text('day', 'day')],
  samples: [text('name', 'name', true), text('quantity', 'quantity', true), text('unit', 'unit', true), text('number', 'number')],
};

/** One field that asks more of its rows than its type: what becomes of each thing that was preserved (D25, APL 56). */
const ROWS_OF_FIELD: Readonly<Record<string, readonly Part[]>> = {
  outcomes: [...GOODS, { id: 'outcome', label: 'becomes', kind: 'choice', needed: true, choices: [{ code: 'returned', label: 'isReturned' }, { code: 'seized', label: 'isSeized' }, { code: 'confiscated', label: 'isConfiscated' }, { code: 'expertise', label: 'isExamined' }, { code: 'released', label: 'isReleased' }] }],
};
export const rowsOf = (field: Pick<PaperField, 'id' | 'type'>): readonly Part[] => ROWS_OF_FIELD[field.id] ?? ROWS_OF[field.type] ?? [];

export const isList = (type: string): boolean => type in ROWS_OF || type === 'names' || type === 'articles';
export const isGiven = (value: unknown): boolean => !(value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0));

/** Yuan as typed → fen; null while it is no amount. */
export function fenOf(yuan: string): number | null {
  const found = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(yuan.trim().replaceAll(',', ''));
  return found === null ? null : Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0') || 0);
}
export const yuanOf = (fen: unknown): string => (typeof fen !== 'number' ? '' : fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2));

/** "2026-05-01T09:30" ↔ a moment in China's time, whatever zone the reader's machine has. */
export const momentOf = (local: string): string => (local === '' ? '' : `${local.length === 16 ? `${local}:00` : local}+08:00`);
export function localOf(moment: unknown): string {
  const at = typeof moment === 'string' && moment !== '' ? Date.parse(moment) : Number.NaN;
  return Number.isNaN(at) ? '' : new Date(at + 8 * 3_600_000).toISOString().slice(0, 16);
}

/** Lines or commas → a list without empty entries. */
export const listOf = (lines: string): string[] => lines.split(/[\n、；;]/).map((part) => part.trim()).filter((part) => part !== '');

/** What is sent: empty rows and empty parts are left out, so that "not given" is said in one way only. */
export function sent(values: Values): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([id, value]) => [id, tidy(value)] as const).filter(([, value]) => isGiven(value)));
}
function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy).filter((one) => isGiven(one) && !(typeof one === 'object' && one !== null && Object.keys(one).length === 0));
  if (typeof value === 'object' && value !== null) {
    const kept = Object.entries(value).filter(([, v]) => isGiven(v));
    return kept.length === 0 ? null : Object.fromEntries(kept);
  }
  return value;
}

export type Sorted = { shown: PaperField[]; more: PaperField[] };

/** What has to be seen at once: needed, filled, or objected to. The rest waits behind "more". */
export function sorted(fields: readonly PaperField[], values: Values, named: ReadonlySet<string>): Sorted {
  const now = (f: PaperField): boolean => f.needed || named.has(f.id) || isGiven(values[f.id]);
  return { shown: fields.filter(now), more: fields.filter((f) => !now(f)) };
}
