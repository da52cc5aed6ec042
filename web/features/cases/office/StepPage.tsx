import { useQuery } from '@tanstack/react-query';
import { type ComponentType, type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { api, newKey, useSession, type CaseFile, type Composed, type ComposedPaper, type PaperDraft, type StepBody } from '@shared/api';
import { mark, said, useLanguage, useTexts } from '@shared/i18n';
import { Article } from '@shared/law';
import { Button, Chip, Icon, Spinner, Trouble } from '@shared/parts';
import { CASES, DATA } from '../texts';
import { DataFields } from './DataFields';
import { useCaseFile, useChanged, useReread, useToday } from './hooks';
import { type Raw, companions, filled as sentOwn, givenRaw, isForTwo, open, toData } from './stepForm';
import { heading, whoIn, whyIn } from './words';

type Person = { name: string; certificate: string };
/** The composer of papers belongs to another feature; the page that composes them hands it in. */
export type Composer = ComponentType<{ papers: readonly ComposedPaper[]; people: Readonly<Record<string, readonly Person[]>>; agency: Record<string, unknown>; checking: boolean; onChange: (drafts: Draft[]) => void }>;
export type Draft = PaperDraft & { own: Record<string, unknown>; open: number };
const COMPOSE_AFTER_MS = 600;

export function StepPage({ composer }: { composer: Composer }): ReactNode {
  const { no = '', step = '' } = useParams();
  const query = useCaseFile(no);
  if (query.isPending) return <Spinner />;
  if (query.isError) return <Trouble error={query.error} retry={() => void query.refetch()} />;
  return <Asked key={`${no}/${step}`} file={query.data} step={step} composer={composer} />;
}

/** Reads the step's fields, then its papers, as far as what was answered lets them be filled. */
function Asked({ file, step, composer }: { file: CaseFile; step: string; composer: Composer }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const allowed = file.assessment.allowed.find((a) => a.step === step);
  const home = `/office/cases/${encodeURIComponent(file.case.no)}`;
  return (
    <div className="step-page">
      <header className="row wrap"><Link className="btn quiet small" to={home}><Icon name="back" />{t('back')}</Link><code>{file.case.no}</code><span className="muted">{heading(file.case, 'violation_name', lang)}</span></header>
      {allowed === undefined ? <div className="notice warn"><div>{t('notAllowed')}<Refusals file={file} step={step} /></div></div> : <Form file={file} allowed={allowed} composer={composer} home={home} />}
    </div>
  );
}

function Refusals({ file, step }: { file: CaseFile; step: string }): ReactNode {
  const lang = useLanguage();
  const why = file.assessment.refused.filter((r) => r.step === step);
  return <ul>{why.map((r) => <li key={r.rule + r.zh}>{lang === 'en' ? r.en : r.zh} <Article code={r.article} /></li>)}</ul>;
}

type FormProps = { file: CaseFile; allowed: CaseFile['assessment']['allowed'][number]; composer: Composer; home: string };

function Form({ file, allowed, composer: PaperForms, home }: FormProps): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const [typed, setTyped] = useState<Raw>({});
  const [known, setKnown] = useState<Raw>({}); // what the case knows stands there until somebody changes it
  const raw = useMemo(() => ({ ...known, ...typed }), [known, typed]);
  const [colleague, setColleague] = useState<number | null>(null);
  const [drafts, setDrafts] = useState<Draft[]>([]);
  const [note, setNote] = useState('');
  const composed = useComposed(file.case.no, allowed.step, raw, colleague, drafts);
  const fields = composed.last?.fields ?? NO_FIELDS;
  useEffect(() => setKnown(givenRaw(fields)), [fields]);
  const missing = open(fields, raw);
  const papersOpen = drafts.reduce((n, d) => n + d.open, 0);
  const may = file.may.find((m) => m.step === allowed.step);
  const act = useAct({ file, step: allowed.step, home });
  const { assigned, ...data } = toData(fields, raw);
  const papers = drafts.map(({ open: _, own: __, ...draft }) => draft);
  const body = { step: allowed.step, data, papers, ...(colleague === null ? {} : { colleague }), ...(Array.isArray(assigned) ? { assigned: assigned as number[] } : {}) };
  const people = usePeople(file);
  const agency = useAgency(file);
  const onDrafts = useCallback((now: Draft[]) => setDrafts(now), []);
  return (
    <>
      <div className="step-title"><h1>{t('stepTitle', { step: heading(allowed, 'name', lang) })}</h1><p className="row wrap"><Article code={allowed.article} /><span className="muted">{t('who', { who: whoIn(allowed.who, lang) })}</span>{allowed.to !== file.assessment.stage && <Chip colour="grey">{t('stepLeads', { state: said(allowed, 'to_name', lang) })}</Chip>}</p></div>
      {composed.last === null && (composed.error === null ? <Spinner text={t('composing')} /> : <Trouble error={composed.error} retry={composed.again} />)}
      {composed.last !== null && <>
        {(fields.length > 0 || isForTwo(allowed.who)) && <section className="card step-data"><h2>{t('dataOf')}</h2>
          <DataFields fields={fields} raw={raw} set={(name, value) => { setTyped((old) => ({ ...old, [name]: value })); act.forget(); }} file={file} />
          {isForTwo(allowed.who) && <Colleague file={file} value={colleague} set={setColleague} />}
        </section>}
        <section className="step-papers"><h2>{t('papersOf')}</h2>
          {composed.last.papers.length === 0 ? <p className="muted">{t('noPaperNeeded')}</p> : <PaperForms papers={composed.last.papers} people={people} agency={agency} checking={composed.busy} onChange={onDrafts} />}
        </section>
      </>}
      <footer className="step-bar">
        {act.error !== null ? <Trouble error={act.error} /> : composed.error !== null && composed.last !== null && <Trouble error={composed.error} />}
        {missing.length > 0 && <p className="muted">{t('needed')}{mark('：', lang)}{missing.map((name) => (name in DATA ? DATA[name as keyof typeof DATA][lang === 'zh' ? 0 : 1] : name)).join(mark('、', lang))}</p>}
        {papersOpen > 0 && <p className="muted">{t('stillOpen', { n: papersOpen })}</p>}
        {may !== undefined && !may.take && <p className="muted">{whyIn(may, allowed.who, lang)}</p>}
        <Against refused={composed.last?.refused ?? []} />
        <div className="row wrap">
          <input className="input step-note" aria-label={t('note')} placeholder={t('note')} maxLength={300} value={note} onChange={(e) => setNote(e.target.value)} />
          <span className="grow" />
          {may?.ask === true && <Button look={may.take ? '' : 'primary'} disabled={act.busy || missing.length > 0 || composed.last === null} onClick={() => act.ask({ ...body, said: note })}>{t('askStep')}</Button>}
          {may?.take !== false && <Button look="primary" icon="check" disabled={act.busy || missing.length > 0 || composed.last === null} onClick={() => act.take({ ...body, said: note })}>{t('takeStep')}</Button>}
        </div>
      </footer>
    </>
  );
}

const NO_FIELDS: Composed['fields'] = [];

/** What the law has against the step as it is filled in now; who may take it, and what is still empty, is said beside it. */
function Against({ refused }: { refused: Composed['refused'] }): ReactNode {
  const lang = useLanguage();
  const now = refused.filter((r) => !['ROLE', 'DATA'].includes(r.rule));
  return now.length === 0 ? null : <ul className="against">{now.map((r) => <li key={r.rule + r.zh}><Icon name="close" /><span>{lang === 'en' ? r.en : r.zh} <Article code={r.article} /></span></li>)}</ul>;
}

type Body = StepBody;

/** Take it or ask for it. The key stays the same until it succeeds: sending twice changes nothing twice. */
function useAct({ file, step, home }: { file: CaseFile; step: string; home: string }): { busy: boolean; error: unknown; forget: () => void; take: (body: Body) => void; ask: (body: Body) => void } {
  const [key] = useState(newKey);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const changed = useChanged();
  const again = useReread(file.case.no);
  const go = useNavigate();
  const run = (act: () => Promise<unknown>, done: 'taken' | 'asked'): void => {
    setBusy(true);
    setError(null);
    act().then(() => { again(); void go(home, { state: { [done]: step } }); }, setError).finally(() => setBusy(false));
  };
  return {
    busy, error, forget: () => setError(null), take: (body) => run(async () => changed(await api.takeStep(file.case.no, { ...body, key })), 'taken'),
    ask: (body) => run(() => api.askStep(file.case.no, { ...body, key }), 'asked'),
  };
}

/** The step's fields, and its papers as far as what was answered and written lets them be filled and checked. */
function useComposed(no: string, step: string, raw: Raw, colleague: number | null, drafts: readonly Draft[]) {
  const [fields, setFields] = useState<Composed['fields']>([]);
  const { assigned, ...data } = toData(fields, raw);
  const papers = drafts.filter((d) => Object.keys(d.own).length > 0).map((d) => ({ kind: d.kind, fields: sentOwn(d.own), signatures: [], by_hand: [] }));
  const now = JSON.stringify({ step, data, papers, ...(Array.isArray(assigned) ? { assigned } : {}), ...(colleague === null ? {} : { colleague }) });
  const [said, setSaid] = useState(now);
  useEffect(() => { const timer = setTimeout(() => setSaid(now), COMPOSE_AFTER_MS); return () => clearTimeout(timer); }, [now]);
  const query = useQuery({ queryKey: ['compose', no, said], queryFn: () => api.composeStep(no, JSON.parse(said) as StepBody), placeholderData: (old) => old, staleTime: Infinity, gcTime: 0, retry: false, refetchOnWindowFocus: false });
  const [last, setLast] = useState<Composed | null>(null);
  useEffect(() => { if (query.data !== undefined) { setLast(query.data); setFields(query.data.fields); } }, [query.data]);
  return { last: query.data ?? last, error: query.error, busy: query.isFetching, again: () => void query.refetch() }; // a value half typed is refused; the form stays as it was
}

/** Who issues the papers, for their preview: not where fines are paid. */
export function useAgency(file: CaseFile): Record<string, unknown> {
  return useMemo(() => { const { pay_channel: _, ...rest } = file.agency; return rest; }, [file.agency]);
}

/** Names that go into the places for signatures by themselves. */
export function usePeople(file: CaseFile): Readonly<Record<string, readonly Person[]>> {
  const today = useToday();
  return useMemo(() => {
    const party = typeof file.party?.['name'] === 'string' ? [{ name: file.party['name'], certificate: '' }] : [];
    const unit = file.officers.length > 0 ? file.officers : companions([], file.colleagues, today);
    return { unit, officer: file.officers, party, receiver: party, provider: party, applicant: party };
  }, [file.officers, file.colleagues, file.party, today]);
}

function Colleague({ file, value, set }: { file: CaseFile; value: number | null; set: (member: number | null) => void }): ReactNode {
  const t = useTexts(CASES);
  const today = useToday();
  const { account } = useSession();
  const list = companions(file.officers, file.colleagues, today, account?.name);
  const only = list.length === 1 ? list[0]?.member : undefined;
  useEffect(() => { if (value === null && only !== undefined) set(only); }, [only, value, set]); // the other officer of the case
  return <label className="field"><span className="label">{t('colleague')}</span><select className="input" value={value ?? ''} onChange={(e) => set(e.target.value === '' ? null : Number(e.target.value))}><option value="">{t('choose')}</option>{list.map((o) => <option key={o.member} value={o.member}>{o.name} {o.certificate}</option>)}</select></label>;
}
