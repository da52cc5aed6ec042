// What the phone keeps of a case: a log of what the officer did, in order. Everything that a screen shows is folded from it.

export type Fen = number;
export type Named = { name: string; name_en?: string };
export type Strokes = readonly (readonly (readonly [x: number, y: number, ms: number])[])[];

/** `certified`: an officer whose certificate holds here on the day of the kit. */
export type CrewMember = { member: number; account: number | null; name: string; kind: string; certificate: string; certificate_to: string | null; certified: boolean };
export type Stage = { pre: string; citizen: readonly [Fen, Fen] | null; org: readonly [Fen, Fen] | null };
export type Violation = Named & { id: string; article: string; prohibits?: readonly string[]; matters?: readonly string[]; stages: readonly Stage[]; lenient: string; conditions?: readonly string[] };
export type PaperField = { id: string; type: string; name: string; name_en: string; choices: Readonly<Record<string, string>> };
/** A kind of paper as the law's pack describes it; `remedies` with {reconsideration} and {court} to be filled in. */
export type PaperKind = Named & { code: string; sign: readonly string[]; remedies: string; titles: Readonly<Record<string, string>>; fields: readonly PaperField[] };
export type Block = { kinds: readonly string[]; agency: string; word: string; year: number; first: number; last: number; next: number };
export type Agency = { name: string; short: string; address?: string; phone?: string; reconsideration?: string; court?: string; pay_channel?: string };
export type Kit = {
  at: string; region: string; config: Record<string, unknown>; agency: Agency; crew: readonly CrewMember[]; violations: readonly Violation[];
  blocks: readonly Block[];
};

export type Party = { kind: 'citizen' | 'individual_business' | 'org'; name: string; id_no: string; sex?: '男' | '女'; born?: string; address?: string; phone?: string };
export type Place = { lng: number; lat: number; address: string };
export type Actor = { id: string; roles: readonly string[]; certified: boolean; certified_to?: string };
export type LawEvent = { step: string; at: string; actors: readonly Actor[] | null; data: Record<string, unknown> };
export type Signature = { role: string; name: string; certificate?: string; strokes?: Strokes; refused?: string; signed_at: string };
export type Paper = { kind: string; fields: Record<string, unknown>; signatures: readonly Signature[]; by_hand: readonly string[]; number: string };

export type OpenBody = { given: Record<string, unknown>; party: Party | null; place: Place; facts_text: string; on_the_spot: true; colleague: number; ticket: string };
export type StepBody = { step: string; data: Record<string, unknown>; colleague: number; papers: readonly Paper[] };
export type AmendBody = { facts: Record<string, unknown>; party?: Party };
/** A step that is another's to decide: it waits at his desk. Its papers are drawn up by the server. */
export type AskBody = { step: string; data: Record<string, unknown>; colleague: number; assigned: readonly number[]; papers: readonly { kind: string; by_hand: readonly string[] }[]; said: string };
export type EvidenceBody = { sha256: string; name: string; type: string; title: string; place: Place };
export type Refusal = { code: string; detail: string; detail_en: string };

type Common = { key: string; local: string; at: string };
type Done = ({ do: 'open'; body: OpenBody } | { do: 'step'; body: StepBody } | { do: 'amend'; body: AmendBody } | { do: 'ask'; body: AskBody } | { do: 'evidence'; body: EvidenceBody });
/** `actors` are the phone's own words for who was there: the server takes them from the account. */
export type NewEntry = Common & Done & { actors: readonly Actor[] };
export type Entry = NewEntry & { seq: number; state: 'waiting' | 'sent' | 'refused'; no?: string; id?: number; refusal?: Refusal };

export type LocalCase = {
  local: string; no: string; at: string; given: Record<string, unknown>; party: Party | null; place: Place; facts_text: string; colleague: number; ticket: string;
  events: readonly LawEvent[]; papers: readonly (Paper & { at: string })[]; evidence: readonly (EvidenceBody & { at: string })[];
  waiting: number; refused: readonly Entry[];
  /** Who was there when it began. */
  opened: readonly Actor[];
  /** Steps that were put to somebody else. */
  asked: readonly string[];
};

const eventOf = (e: Entry, step: string, data: Record<string, unknown>): LawEvent => ({ step, at: e.at, actors: e.actors, data });

/** One case out of its entries, oldest first. What the server refused did not happen: it is shown, and counts for nothing. */
export function fold(entries: readonly Entry[]): LocalCase | null {
  const [first] = entries;
  if (first?.do !== 'open') return null;
  const { given, party, place, facts_text, colleague, ticket } = first.body;
  const valid = entries.filter((e) => e.state !== 'refused');
  const amended = valid.flatMap((e) => (e.do === 'amend' ? [e.body] : []));
  return {
    local: first.local, at: first.at, opened: first.actors, given, place, facts_text, colleague, ticket,
    no: entries.find((e) => e.no !== undefined)?.no ?? '', party: amended.findLast((a) => a.party !== undefined)?.party ?? party,
    events: valid.flatMap((e): LawEvent[] => (e.do === 'open' ? [eventOf(e, 'T05', {})] : e.do === 'step' ? [eventOf(e, e.body.step, e.body.data)]
      : e.do === 'amend' ? [eventOf(e, 'amend', { facts: { ...e.body.facts, ...(e.body.party === undefined ? {} : { party: asGiven(e.body.party) }) } })] : [])),
    papers: valid.flatMap((e) => (e.do === 'step' ? e.body.papers.map((p) => ({ ...p, at: e.at })) : [])),
    evidence: entries.flatMap((e) => (e.do === 'evidence' ? [{ ...e.body, at: e.at }] : [])), // a picture that was refused was still taken
    asked: valid.flatMap((e) => (e.do === 'ask' ? [e.body.step] : [])),
    waiting: entries.filter((e) => e.state === 'waiting').length, refused: entries.filter((e) => e.state === 'refused'),
  };
}

export function byCase(entries: readonly Entry[]): readonly LocalCase[] {
  const groups = new Map<string, Entry[]>();
  for (const e of entries) groups.set(e.local, [...(groups.get(e.local) ?? []), e]);
  return [...groups.values()].map(fold).filter((c) => c !== null).sort((a, b) => b.at.localeCompare(a.at));
}

/** The party in the words of the engine: who he is does not matter to it, only what kind of party and how old. */
export const asGiven = (party: Party): Record<string, unknown> => ({ kind: party.kind === 'org' ? 'organisation' : party.kind, ...(party.born === undefined ? {} : { born: party.born }) });

/** Now, or the moment of the case's last entry where the phone's clock was set back meanwhile: the law takes nothing that is entered behind it (INV-52). */
export function nowAfter(entries: readonly Pick<Entry, 'local' | 'at' | 'do'>[], local: string, now: Date): Date {
  const last = Math.max(...entries.filter((e) => e.local === local && e.do !== 'evidence').map((e) => Date.parse(e.at)), 0);
  return new Date(Math.max(now.getTime(), last));
}

// People ----------------------------------------------------------------------------------------------------------------

export const isValid = (m: CrewMember, on: string): boolean => m.certified && m.certificate !== '' && (m.certificate_to === null || m.certificate_to >= on.slice(0, 10));

/** Who counts on the spot: the one who holds the phone is in charge. */
export const actorsOf = (people: readonly CrewMember[], mine: number): Actor[] => people.map((m) => ({
  id: `person:${m.member}`, roles: m.member === mine ? ['officer', 'lead_officer'] : ['officer'], certified: m.certified,
  ...(m.certificate_to === null ? {} : { certified_to: m.certificate_to }),
}));

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** What an 18-digit citizen number says (GB 11643): birthday and sex; null when its check digit or its day is wrong. */
export function readIdNumber(text: string): { born: string; sex: '男' | '女' } | null {
  const id = text.trim().toUpperCase();
  if (!/^\d{17}[\dX]$/.test(id)) return null;
  const sum = WEIGHTS.reduce((s, w, i) => s + w * Number(id[i]), 0);
  if ('10X98765432'[sum % 11] !== id[17]) return null;
  const born = `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`;
  const day = new Date(`${born}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== born) return null;
  return { born, sex: Number(id[16]) % 2 === 1 ? '男' : '女' };
}

// Numbers ---------------------------------------------------------------------------------------------------------------

export const LOW_WATER = 3;
const numberText = (b: Block, n: number): string => `${b.agency}${b.word}〔${b.year}〕${n}号`;

/** The next number of this kind of paper in the phone's blocks that no paper of this phone bears yet, and how many are left after it. */
export function nextNumber(blocks: readonly Block[], kind: string, year: number, borne: ReadonlySet<string>): { number: string; left: number } | null {
  const free = blocks.filter((b) => b.kinds.includes(kind) && b.year === year)
    .flatMap((b) => Array.from({ length: b.last - b.next + 1 }, (_, i) => numberText(b, b.next + i))).filter((n) => !borne.has(n));
  const [number] = free;
  return number === undefined ? null : { number, left: free.length - 1 };
}

/** Every number that stands on a paper of this phone, refused ones too: somebody may hold that paper. */
export const borneNumbers = (entries: readonly Entry[]): Set<string> =>
  new Set(entries.flatMap((e) => (e.do === 'step' ? e.body.papers.map((p) => p.number) : [])));
