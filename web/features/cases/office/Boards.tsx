import { useQueries } from '@tanstack/react-query';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { api, type CaseFile, type CaseRow } from '@shared/api';
import { day, mark, useLanguage, useTexts } from '@shared/i18n';
import { Article } from '@shared/law';
import { Chip, Empty, Icon, Spinner, Trouble } from '@shared/parts';
import { CASES } from '../texts';
import { Due } from './Due';
import { usePaperNames } from './hooks';
import { heading, limitIn } from './words';

type Board = { states: readonly string[]; none: 'noHearings' | 'noPanel' | 'archiveNone'; steps: readonly string[]; more: (file: CaseFile) => ReactNode };

/** Cases of some stages, each with what its file says of the thing that this board is about. */
function BoardOf({ states, none, steps, more }: Board): ReactNode {
  const t = useTexts(CASES);
  const list = useQuery({ queryKey: ['cases', 'board', states], queryFn: () => api.cases({ state: states.join(',') }), refetchInterval: 20_000 });
  const rows = list.data?.cases ?? [];
  const files = useQueries({ queries: rows.map((r) => ({ queryKey: ['case', r.no], queryFn: () => api.caseFile(r.no), staleTime: 20_000 })) });
  if (list.isPending) return <Spinner />;
  if (list.isError) return <Trouble error={list.error} retry={() => void list.refetch()} />;
  if (rows.length === 0) return <Empty icon="check" title={t(none)}>{t(`${none}Text`)}</Empty>;
  return <div className="board">{rows.map((row, n) => <BoardCard key={row.no} row={row} file={files[n]?.data} steps={steps} more={more} />)}</div>;
}

function BoardCard({ row, file, steps, more }: { row: CaseRow; file: CaseFile | undefined } & Pick<Board, 'steps' | 'more'>): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const home = `/office/cases/${encodeURIComponent(row.no)}`;
  const next = (file?.assessment.allowed ?? []).filter((a) => steps.includes(a.step));
  return (
    <article className="card board-card">
      <header><p className="row wrap"><Link to={home}><code>{row.no}</code></Link><Chip>{heading(row, 'state_name', lang)}</Chip><span className="grow" /><Due row={row} named /></p><h2>{heading(row, 'violation_name', lang)}</h2><p className="muted">{[row.party, row.address, row.lead].filter(Boolean).join(' · ')}</p></header>
      {file !== undefined && more(file)}
      <p className="row wrap">{next.map((a) => { const may = file?.may.find((m) => m.step === a.step); return may?.take === true || may?.ask === true ? <Link key={a.step} className={`btn small ${may.take ? 'primary' : ''}`} to={`${home}/${a.step}`}>{heading(a, 'name', lang)}</Link> : null; })}<Link className="btn small quiet" to={home}>{t('open')}</Link></p>
    </article>
  );
}

/** Hearings that were asked for: notice by when, the earliest day, who hosts, what is on record. */
export function Hearings(): ReactNode {
  return <BoardOf states={HEARING_STATES} none="noHearings" steps={HEARING_STEPS} more={(file) => <HearingFacts file={file} />} />;
}
const HEARING_STATES = ['hearing_requested', 'hearing_held'];
const HEARING_STEPS = ['hearing_notice', 'T36', 'T37', 'T38'];

function HearingFacts({ file }: { file: CaseFile }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const notice = file.timeline.findLast((e) => e.step === 'hearing_notice');
  const held = file.timeline.findLast((e) => e.step === 'T36' || e.step === 'T37');
  const limits = file.assessment.deadlines.filter((d) => d.name.includes('hearing') || d.name === 'decision_last_day_legal');
  const at = notice?.data['until'];
  return (
    <dl className="board-facts">
      {limits.map((d) => <Pair key={d.name} term={limitIn(d.name, lang)} text={day(d.operational, lang)} />)}
      <Pair term={t('hearings')} text={typeof at === 'string' ? day(at, lang) : '—'} /><Pair term={t('host')} text={notice?.who.join('、') ?? '—'} />
      {held !== undefined && <Pair term={heading(held, 'title', lang)} text={day(held.at, lang)} />}
    </dl>
  );
}

/** Cases that the heads have to discuss together: the issue, who is for what, the conclusion as minutes (D43). */
export function Panel(): ReactNode {
  return <BoardOf states={PANEL_STATES} none="noPanel" steps={PANEL_STEPS} more={(file) => <PanelFacts file={file} />} />;
}
const PANEL_STATES = ['legal_reviewed', 'discussed'];
const PANEL_STEPS = ['T41', 'T42'];

function PanelFacts({ file }: { file: CaseFile }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const review = file.timeline.findLast((e) => e.step === 'T40');
  return <>{file.facts_text !== '' && <p className="clip">{file.facts_text}</p>}{review !== undefined && <p className="muted">{heading(review, 'title', lang)} · {day(review.at, lang)} · {review.who.join(mark('、', lang))}{review.said !== '' && `${mark('：', lang)}${review.said}`}</p>}{file.timeline.some((e) => e.step === 'T41') ? null : <p className="muted">{t('minutes')}</p>}</>;
}

/** What can be closed or archived, and what the file still lacks. */
export function Archive(): ReactNode {
  return <BoardOf states={ARCHIVE_STATES} none="archiveNone" steps={ARCHIVE_STEPS} more={(file) => <Lacking file={file} />} />;
}
const ARCHIVE_STATES = ['performed', 'enforced', 'decided_no_penalty', 'decided_no_violation', 'not_filed', 'transferred', 'referred_criminal', 'terminated', 'revoked', 'closed'];
const ARCHIVE_STEPS = ['T90', 'T91'];

function Lacking({ file }: { file: CaseFile }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const names = usePaperNames();
  const due = file.assessment.due_documents.map((d) => names(d.paper));
  const why = file.assessment.refused.filter((r) => ARCHIVE_STEPS.includes(r.step));
  if (due.length + why.length === 0) return <p className="row"><Icon name="check" />{t('complete')}</p>;
  return <ul className="lacking">{due.length > 0 && <li>{t('missing')}{mark('：', lang)}{due.join(mark('、', lang))}</li>}{why.map((r) => <li key={r.rule + r.zh}>{lang === 'en' ? r.en : r.zh} <Article code={r.article} /></li>)}</ul>;
}

const Pair = ({ term, text }: { term: string; text: string }): ReactNode => <><dt>{term}</dt><dd>{text}</dd></>;
