import type { CaseEntry } from '@shared/api';
import type { PHASES } from '../texts';

export type Phase = keyof typeof PHASES;

const OF_STATE: Readonly<Record<string, Phase>> = {
  lead: 'lead', checking: 'lead', onspot: 'onspot', filed: 'filed', investigating: 'investigation', investigated: 'investigation', suspended: 'investigation', notified: 'notice', hearing_requested: 'notice', hearing_held: 'notice', defence_reviewed: 'notice',
  legal_reviewed: 'review', discussed: 'review', decided_penalty: 'decision', decided_no_penalty: 'decision', decided_no_violation: 'decision', referred_criminal: 'decision', transferred: 'decision', not_filed: 'decision', terminated: 'decision', revoked: 'decision',
  served: 'service', performing: 'performance', deferred: 'performance', overdue: 'performance', urged: 'performance', court_applied: 'performance', enforced: 'performance', performed: 'performance', closed: 'closed', archived: 'archived',
};
const SIMPLE: readonly Phase[] = ['lead', 'onspot', 'service', 'performance', 'closed', 'archived'];
const ORDINARY: readonly Phase[] = ['lead', 'filed', 'investigation', 'notice', 'review', 'decision', 'service', 'performance', 'closed', 'archived'];
const SPARED: readonly Phase[] = ['decision', 'closed', 'archived']; // what is left once nothing will be served or paid
const ENDS = new Set(['not_filed', 'transferred', 'terminated', 'referred_criminal', 'decided_no_penalty', 'decided_no_violation', 'revoked']);

/** The phase that a step of the procedure belongs to, by the statute book's numbering. */
export function phaseOf(step: string): Phase | null {
  const n = Number(/^T(\d\d)$/.exec(step)?.[1] ?? Number.NaN);
  if (Number.isNaN(n)) return null; // a record beside the steps moves nothing
  if (n <= 1) return 'lead';
  if (n <= 3) return 'decision';
  if (n === 4 || n === 12) return 'filed';
  if (n <= 7) return 'onspot';
  if (n === 10 || (n >= 50 && n <= 55) || n === 13) return 'service';
  if (n === 11 || (n >= 30 && n <= 32) || n === 42 || n === 43) return 'decision';
  if (n >= 20 && n <= 29) return 'investigation';
  if (n >= 33 && n <= 39) return 'notice';
  if (n === 40 || n === 41) return 'review';
  if (n === 14 || (n >= 60 && n <= 76)) return 'performance';
  if (n === 90) return 'closed';
  return n === 91 ? 'archived' : null;
}

export type Rung = { phase: Phase; is: 'done' | 'now' | 'skipped' | 'ahead'; at: string | null };

/** The ladder of one case: what is behind it and when, where it is, what lies ahead; a rung that was never stepped on is shown as such. */
export function ladder(stage: string, timeline: readonly Pick<CaseEntry, 'step' | 'at'>[]): Rung[] {
  const stepped = new Map<Phase, string>();
  for (const { step, at } of timeline) { const phase = phaseOf(step); if (phase !== null) stepped.set(phase, at); }
  stepped.set('lead', stepped.get('lead') ?? timeline[0]?.at ?? '');
  const now = OF_STATE[stage] ?? 'lead';
  const way = wayOf(stage, stepped);
  const here = way.indexOf(now);
  return way.map((phase, n) => ({ phase, at: stepped.get(phase) || null, is: n === here ? 'now' : n > here ? 'ahead' : stepped.has(phase) ? 'done' : 'skipped' }));
}

function wayOf(stage: string, stepped: ReadonlyMap<Phase, string>): readonly Phase[] {
  const simple = stepped.has('onspot') && !stepped.has('filed');
  const base = simple || stage === 'onspot' ? SIMPLE : stepped.has('onspot') ? [...ORDINARY.slice(0, 1), 'onspot' as const, ...ORDINARY.slice(1)] : ORDINARY;
  const ended = ENDS.has(stage) || (['closed', 'archived'].includes(stage) && stepped.has('decision') && !stepped.has('service'));
  return ended ? [...base.filter((p) => !SPARED.includes(p) && stepped.has(p) && p !== 'performance'), ...SPARED] : base;
}
