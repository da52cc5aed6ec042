import type { Agency, CrewMember, LocalCase, Party, Violation } from './model';

// What a paper can say by itself on the spot: every field that the case knows, and a first wording where people write. All of it can
// be changed before it is signed; the server checks each field again (zhicheng/flow/papers/rules).

export type Filled = Record<string, unknown>;
/** `told`: certificate shown, facts, reasons, basis and rights told, the party heard. */
export type Choices = { told?: boolean; payDue?: string; until?: string; amount?: number; warning?: boolean; defence?: string; corrected?: boolean; ground?: string };
export type Ground = { case: LocalCase; violation: Violation; people: readonly CrewMember[]; agency: Agency; at: string; choices: Choices };

const DAY_MS = 86_400_000;
const china = (iso: string): string => new Date(new Date(iso).getTime() + 8 * 3_600_000).toISOString().slice(0, 19);
export const moment = (iso: string): string => `${china(iso)}+08:00`;
export const dayOf = (iso: string, plus = 0): string => china(new Date(new Date(iso).getTime() + plus * DAY_MS).toISOString()).slice(0, 10);

const PAY_DAYS = 15; // only until the engine has said the day, which moves off a rest day (APL 67)

function common({ case: c, violation, people }: Ground): Filled {
  return {
    ...(c.party === null ? {} : { party: partyField(c.party) }), violation: { id: violation.id, name: violation.name }, act_at: moment(String(c.given['act'])),
    act_place: c.place.address, prohibits: [...(violation.prohibits?.length ? violation.prohibits : [violation.article])],
    officers: people.map((p) => ({ name: p.name, certificate: p.certificate })),
  };
}

const partyField = ({ kind, name, id_no, sex, born, address, phone }: Party): Filled =>
  Object.fromEntries(Object.entries({ kind, name, id_no, sex, born, address, phone }).filter(([, v]) => v !== undefined && v !== ''));

function order(g: Ground): Filled {
  const until = g.choices.until ?? g.at;
  return {
    ...common(g), facts: g.case.facts_text || `你于上述时间、地点${g.violation.name}。`, penalises: g.violation.article, correct_how: 'by_deadline', correct_by: moment(until),
    measures: '停止上述行为，清理现场，恢复原状。', recheck: '期满后由两名执法人员到现场复查并录像', consequence: '逾期不改正的，依法予以处罚',
  };
}

function decision(g: Ground): Filled {
  const { amount = 0, warning = false } = g.choices;
  const penalty = amount > 0 ? (warning ? 'warning_fine' : 'fine') : 'warning';
  const orders = g.case.papers.some((p) => p.kind === 'D30');
  return {
    ...common(g), evidence_short: [`现场照片 ${g.case.evidence.length} 张`, ...(orders ? ['责令改正通知书'] : []), '执法记录仪录像'].join('、'), penalises: g.violation.article, penalty,
    ...(amount > 0 ? { fine: amount, payment: 'later', pay_due: g.choices.payDue ?? dayOf(g.at, PAY_DAYS), pay_channel: g.agency.pay_channel ?? '决定书所附缴款渠道' } : {}),
    defence: g.choices.defence ?? '当事人未提出陈述申辩', decided_at: moment(g.at), decision_place: g.case.place.address,
  };
}

function education(g: Ground): Filled {
  const { party, violation, prohibits, officers } = common(g);
  return {
    from_at: moment(g.at), to_at: moment(new Date(new Date(g.at).getTime() + 5 * 60_000).toISOString()), place: g.case.place.address, party, officers, violation, prohibits,
    lessons: ['该行为违反的规定和对公共秩序的影响', '再次违法将依法处罚'], undertaking: '已经改正，今后不再违反。',
  };
}

function spared(g: Ground): Filled {
  const first = g.choices.ground === 'first_offence';
  const { officers: _, ...rest } = common(g);
  return {
    ...rest, facts: g.case.facts_text || `你于上述时间、地点${g.violation.name}，经指出后改正。`,
    evidence: [{ kind: 'recording', name: `现场照片 ${g.case.evidence.length} 张`, proves: '违法行为和改正情况' }], spare_ground: g.choices.ground ?? 'minor',
    reason: first ? '你在查询期内没有同类违法记录，危害后果轻微，且已及时改正。' : '违法行为轻微，已及时改正，没有造成危害后果。', corrected: '当场改正，有前后照片',
    education_number: g.case.papers.find((p) => p.kind === 'D32')?.number,
  };
}

const BY_KIND: Readonly<Record<string, (g: Ground) => Filled>> = { D30: order, D10: decision, D32: education, D31: spared };

/** The fields of one kind of paper; null for a kind that is not written on the spot. */
export const fill = (kind: string, ground: Ground): Filled | null => BY_KIND[kind]?.(ground) ?? null;
