import type { Entry, Fen, Kit, LawEvent, LocalCase } from './model';

// What the phone asks its engine, and what it says: `zhicheng/law/wire.py`.

export type Allowed = { step: string; name: string; name_en: string; to: string; who: string; article: string; papers: readonly string[]; is_record: boolean };
export type Refused = { step: string; name: string; name_en: string; rule: string; article: string; zh: string; en: string };
export type Proposal = { kind: string; article: string; zh: string; en: string };
export type Deadline = { name: string; on: string; moment: string | null; article: string; zh: string; en: string };
export type Assessment = {
  stage: string; stage_name: string; stage_name_en: string; procedure: string; allowed: readonly Allowed[]; refused: readonly Refused[]; deadlines: readonly Deadline[];
  range: readonly [Fen, Fen] | null; article: string; tier: string; proposals: readonly Proposal[];
};
export type Answer = { assessment: Assessment; refused: readonly Refused[] };

export const question = (kit: Kit, found: LocalCase, on: string, event?: LawEvent): unknown => ({
  config: kit.config, given: found.given, events: found.events, on, ...(event === undefined ? {} : { event }),
});

/** Steps of the spot in the order in which they come; what is not here is done at the office. */
export const ON_THE_SPOT = ['T06', 'recheck', 'T07', 'T11', 'T10'] as const;
export type SpotStep = (typeof ON_THE_SPOT)[number];
const isSpot = (step: string): step is SpotStep => (ON_THE_SPOT as readonly string[]).includes(step);

export type Choice = { step: SpotStep; allowed: Allowed | null; refused: readonly Refused[]; proposed: boolean };

/** The buttons: what may be done, what may not and why, what the engine proposes first. A re-check comes only after an order. */
export function choices({ allowed, refused, proposals }: Assessment, found: LocalCase): Choice[] {
  const ordered = found.events.some((e) => e.step === 'T06');
  const first = proposals.some((p) => p.kind === 'order_first') ? 'T06' : proposals.some((p) => p.kind === 'spare' || p.kind === 'consider_sparing') ? 'T11' : '';
  return ON_THE_SPOT.filter((step) => step !== 'recheck' || ordered).map((step) => ({
    step, proposed: step === first, allowed: allowed.find((a) => a.step === step) ?? null, refused: refused.filter((r) => r.step === step),
  })).filter((c) => c.allowed !== null || c.refused.length > 0).sort((a, b) => rank(a) - rank(b));
}
const rank = (c: Choice): number => (c.proposed ? 0 : c.allowed === null ? 2 : 1);

/** What only the office may do next, as names; T12 is asked for from here. */
export const atTheOffice = ({ allowed }: Assessment): Allowed[] => allowed.filter((a) => !a.is_record && !isSpot(a.step) && a.step !== 'T70' && a.step !== 'T12');

export type Asked = 'first' | 'corrected' | 'harm';

/** Only what this violation's leniency still turns on, and only while nobody has said it. */
export function openQuestions(found: LocalCase, lenient: string): Asked[] {
  if (lenient === '') return [];
  const said = (key: string): boolean => key in found.given || found.events.some((e) => e.step === 'amend' && key in (e.data['facts'] as object));
  const corrected = found.events.some((e) => e.step === 'recheck' && e.data['corrected'] === true);
  return [...(lenient === 'first_offence' && !said('first_in_lookback') ? ['first' as const] : []), ...(said('corrected') || corrected ? [] : ['corrected' as const]), ...(said('harm') ? [] : ['harm' as const])];
}

export const factsOf = (asked: Asked, yes: boolean): Record<string, unknown> => (asked === 'first' ? { first_in_lookback: yes } : asked === 'corrected' ? { corrected: yes } : { harm: yes });

/** Amounts to choose from: the least, the middle, the most of the range that is allowed on the spot. */
export function amounts(range: readonly [Fen, Fen], party: string): Fen[] {
  const most = Math.min(range[1], party === 'org' ? 300_000 : 20_000); // APL 51; the engine refuses what is above it
  const least = Math.max(range[0], 1000);
  const middle = Math.round((least + most) / 2 / 1000) * 1000;
  return [...new Set([least, middle, most])].filter((a) => a >= least && a <= most).sort((a, b) => a - b);
}

export const isWaiting = (entries: readonly Entry[]): number => entries.filter((e) => e.state === 'waiting').length;
