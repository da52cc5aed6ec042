import { type ReactNode, Suspense } from 'react';
import { useParams, useSearchParams } from 'react-router';
import type { CaseFile } from '@shared/api';
import { useLanguage, useTexts } from '@shared/i18n';
import { Chip, Spinner, Trouble } from '@shared/parts';
import { CASES } from '../texts';
import { Due } from './Due';
import { Gaps } from './Gaps';
import { Amend } from './Amend';
import { Facts } from './Facts';
import { Limits } from './Limits';
import { MotionCard } from './MotionCard';
import { NextSteps, Proposals } from './NextSteps';
import { DuePapers, Papers } from './Papers';
import { Similar } from './Similar';
import { Stepper } from './Stepper';
import { Timeline } from './Timeline';
import { useCaseFile } from './hooks';
import { heading } from './words';

/** What other features show of a case; the page that composes them hands them in. */
export type CaseParts = { evidence: (file: CaseFile) => ReactNode; holdings: (file: CaseFile) => ReactNode };
const TABS = ['timeline', 'papers', 'evidence', 'holdings', 'similar'] as const;

export function CasePage({ parts }: { parts: CaseParts }): ReactNode {
  const { no = '' } = useParams();
  const query = useCaseFile(no);
  if (query.isPending) return <Spinner />;
  if (query.isError) return <Trouble error={query.error} retry={() => void query.refetch()} />;
  return <Opened key={no} file={query.data} parts={parts} />;
}

function Opened({ file, parts }: { file: CaseFile; parts: CaseParts }): ReactNode {
  const lang = useLanguage();
  const { case: c } = file;
  const waiting = file.motions.filter((m) => m.state === 'asked');
  return (
    <div className="case-page">
      <header className="case-head">
        <div className="grow"><p className="row wrap"><code>{c.no}</code><Chip>{heading(c, 'state_name', lang)}</Chip><Due row={c} named /></p><h1>{heading(c, 'violation_name', lang)}</h1><p className="muted">{[c.party, c.address, c.squad].filter(Boolean).join(' · ')}</p></div>
        <Amend file={file} />
      </header>
      <Stepper file={file} />
      <div className="case-columns">
        <div className="stack case-main">
          {waiting.map((m) => <MotionCard key={m.id} motion={m} />)}
          <Proposals file={file} />
          <NextSteps file={file} />
          <Tabs file={file} parts={parts} />
        </div>
        <aside className="stack"><Limits deadlines={file.assessment.deadlines} /><DuePapers file={file} /><Gaps file={file} /><Facts file={file} /></aside>
      </div>
    </div>
  );
}

function Tabs({ file, parts }: { file: CaseFile; parts: CaseParts }): ReactNode {
  const t = useTexts(CASES);
  const [search, setSearch] = useSearchParams();
  const asked = search.get('tab');
  const tab = TABS.find((x) => x === asked) ?? 'timeline';
  const show = (next: string): void => setSearch((old) => { const now = new URLSearchParams(old); now.set('tab', next); return now; }, { replace: true });
  const inside = tab === 'papers' ? <Papers file={file} /> : tab === 'evidence' ? parts.evidence(file) : tab === 'holdings' ? parts.holdings(file) : tab === 'similar' ? <Similar file={file} /> : <Timeline items={file.timeline} papers={file.papers} />;
  return (
    <section className="card case-tabs">
      <div role="tablist" className="office-tabs">{TABS.map((x) => <button key={x} type="button" role="tab" aria-selected={tab === x} onClick={() => show(x)}>{t(x)}{x === 'papers' && file.papers.length > 0 && <b>{file.papers.length}</b>}</button>)}</div>
      <div role="tabpanel" aria-label={t(tab)}><Suspense fallback={<Spinner />}>{inside}</Suspense></div>
    </section>
  );
}
