import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { AllowedStep, CaseFile } from '@shared/api';
import { mark, said, useLanguage, useTexts } from '@shared/i18n';
import { Article } from '@shared/law';
import { Chip, Icon } from '@shared/parts';
import { CASES } from '../texts';
import { usePaperNames } from './hooks';
import { grouped } from './stepForm';
import { heading, sentence, whoIn, whyIn } from './words';

/** What may happen next: mine as buttons, others' as something one can ask for; and what may not, each with its article. */
export function NextSteps({ file }: { file: CaseFile }): ReactNode {
  const t = useTexts(CASES);
  const { mine, others, records, outside } = grouped(file.assessment.allowed, file.may);
  const none = mine.length + others.length + records.length + outside.length === 0;
  return (
    <section className="card next-steps">
      <h2>{t('mayNext')}</h2>
      {none && <p className="muted">{t('nobodyMay')}</p>}
      {mine.map((s) => <StepRow key={s.step} step={s} file={file} />)}
      {others.length > 0 && <><h3>{t('others')}</h3>{others.map((s) => <StepRow key={s.step} step={s} file={file} />)}</>}
      {outside.length > 0 && <details><summary>{t('outside')} <b>{outside.length}</b></summary>{outside.map((s) => <StepRow key={s.step} step={s} file={file} />)}</details>}
      {records.length > 0 && <details><summary>{t('records')} <b>{records.length}</b></summary>{records.map((s) => <StepRow key={s.step} step={s} file={file} />)}</details>}
      <Refused file={file} />
    </section>
  );
}

function StepRow({ step, file }: { step: AllowedStep; file: CaseFile }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const names = usePaperNames();
  const may = file.may.find((m) => m.step === step.step);
  const can = may?.take === true;
  const asked = file.motions.find((m) => m.state === 'asked' && m.step === step.step);
  const open = (can || may?.ask === true) && asked === undefined;
  const whyNot = may === undefined || open ? '' : asked !== undefined ? t('askedAlready', { who: whoIn(asked.waits_for, lang) }) : step.who === 'system' ? t('byItself') : whyIn(may, step.who, lang); // what one may ask for needs no excuse
  return (
    <div className={`step-row ${can ? 'can' : ''}`}>
      <div className="grow">
        <p className="row wrap"><strong>{heading(step, 'name', lang)}</strong><Article code={step.article} />{!step.is_record && step.to !== file.assessment.stage && <Chip colour="grey">{t('leadsTo', { state: said(step, 'to_name', lang) })}</Chip>}</p>
        <p className="muted">{[t('who', { who: whoIn(step.who, lang) }), ...step.papers.map(names)].join(' · ')}</p>
        {whyNot !== '' && <p className="muted why-not">{whyNot}</p>}
      </div>
      {open && <Link className={`btn small ${can && !step.is_record ? 'primary' : ''}`} to={`/office/cases/${encodeURIComponent(file.case.no)}/${step.step}`} aria-label={`${t(can ? 'take' : 'ask')} ${heading(step, 'name', lang)}`}>{t(can ? 'take' : 'ask')}</Link>}
    </div>
  );
}

function Refused({ file }: { file: CaseFile }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const { refused } = file.assessment;
  if (refused.length === 0) return null;
  return (
    <details className="refused">
      <summary>{t('mayNot', { n: refused.length })}</summary>
      <ul>{refused.map((r, n) => <li key={`${r.step}${r.rule}${n}`}><Icon name="close" /><span><strong>{heading(r, 'name', lang) || r.step}</strong>{r.name !== '' && mark('：', lang)}{sentence(r, lang)} <Article code={[r.article, r.rule].filter(Boolean).join(' · ')} /></span></li>)}</ul>
    </details>
  );
}

/** What the law wants to be thought of here. */
export function Proposals({ file }: { file: CaseFile }): ReactNode {
  const lang = useLanguage();
  const { proposals } = file.assessment;
  if (proposals.length === 0) return null;
  return <div className="stack proposals">{proposals.map((p) => <p key={p.kind + p.article + p.zh} className={`notice ${p.kind === 'alarm' ? 'warn' : ''}`}><Icon name={p.kind === 'alarm' ? 'alarm' : 'shield'} /><span>{sentence(p, lang)} <Article code={p.article} /></span></p>)}</div>;
}
