// Shapes of cases, papers and evidence: the server's, and the assessment, which the law's own module describes (law/wire.py).
import type { components } from './schema';

type S = components['schemas'];
type Both<K extends string> = Record<K | `${K}_en`, string>;

export type PaperKind = S['PaperKind'];
export type PaperField = S['PaperField'];
export type PaperPreview = S['PaperPreview'];
export type PaperProblem = S['PaperProblem'];
export type EvidenceRow = S['EvidenceRow'];
export type EvidenceFile = S['EvidenceFile'];
export type HoldingRow = S['HoldingRow'];

export type AllowedStep = Both<'name' | 'to_name'> & { step: string; to: string; who: string; article: string; papers: string[]; is_record: boolean; is_from_outside: boolean };
export type RefusedStep = Both<'name'> & { step: string; rule: string; article: string; zh: string; en: string; event: unknown };
export type CaseDeadline = { name: string; on: string; operational: string; moment: string | null; owner: string; article: string; verified: boolean; provisional: boolean; zh: string; en: string };
export type DuePaper = { paper: string; step: string; article: string; by: string | null };
export type Proposal = { kind: string; article: string; zh: string; en: string };
export type Assessment = Both<'stage_name'> & {
  stage: string; procedure: string; allowed: AllowedStep[]; refused: RefusedStep[]; deadlines: CaseDeadline[]; due_documents: DuePaper[];
  range: [number, number] | null; article: string; tier: string; hearing_right: boolean; surcharge: number; proposals: Proposal[];
};

export type CaseRow = S['CaseRow'];
export type CasePage = S['CasePage'];
export type CaseDesk = S['CaseDesk'];
export type Desks = S['CaseDesks'];
export type CaseEntry = S['CaseEvent'];
export type CasePaper = S['CasePaper'];
export type CaseOfficer = S['CaseOfficer'];
export type Motion = S['CaseMotion'];
export type MayStep = S['CaseMay'];
export type CaseFile = Omit<S['CaseWithPapers'], 'assessment'> & { assessment: Assessment };
export type DataField = S['StepField'];
export type FreePaper = S['CasePaperIn'];
export type ComposedPaper = S['ComposedPaper'];
export type Composed = Omit<S['ComposedStep'], 'refused'> & { refused: RefusedStep[] };
export type Strokes = [number, number, number][][];
export type Signature = { role: string; name: string; certificate: string; strokes?: Strokes; refused?: string };
export type PaperDraft = { kind: string; fields: Record<string, unknown>; signatures: Signature[]; by_hand: string[] };
export type StepBody = { step: string; data: Record<string, unknown>; colleague?: number; assigned?: number[]; said?: string; papers: PaperDraft[] };
export type SimilarCases = S['SimilarCases'];
export type SpreadRow = S['SpreadRow'];
export type CaseFigures = S['CaseFigures'];
export type Violation = S['CatalogueEntry'];

/** What a passkey of whoever decides is to sign; `needed`: without an answer nothing is granted. */
export type TouchQuestion = { needed: boolean; site: string; challenge: string; credentials: string[] };
export type Touch = { challenge: string; credential: Record<string, unknown> };
