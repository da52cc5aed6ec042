import { type ReactNode, useState } from 'react';
import { newKey } from '@shared/api';
import { clockTime, said, useLanguage, useTexts } from '@shared/i18n';
import { Article, cite } from '@shared/law';
import { Button, Chip, Empty, Icon, Spinner } from '@shared/parts';
import { type Answer, type Asked, type Choice, type SpotStep, atTheOffice, choices, factsOf, openQuestions } from './ask';
import { AskOrdinary, ORDINARY } from './AskOrdinary';
import { useAnswer, useFieldCases, usePresent } from './cases';
import { Refusals } from './CaseBar';
import { type LocalCase, type Party, actorsOf } from './model';
import { NewCase } from './NewCase';
import { PartyForm } from './PartyForm';
import { StepPage } from './StepPage';
import { SPOT } from './texts';

export function CasePage({ local, onBack }: { local: string; onBack: () => void }): ReactNode {
  const t = useTexts(SPOT);
  const { cases, kit, ready } = useFieldCases();
  const found = cases.find((c) => c.local === local) ?? null;
  const { answer, error } = useAnswer(found);
  const [step, setStep] = useState<SpotStep | null>(null);
  const [mending, setMending] = useState(false);
  if (!ready) return <Spinner />;
  if (found === null) return <Empty icon="list" title={t('notFound')}><Button onClick={onBack}>{t('back')}</Button></Empty>;
  if (kit === null) return <p className="notice warn">{t('noKit')}</p>;
  if (mending) return <><Button look="quiet" icon="back" onClick={() => setMending(false)}>{t('back')}</Button><NewCase job={null} mend={found} whereAmI={() => Promise.resolve(null)} onOpened={() => setMending(false)} /></>;
  if (step !== null && answer !== null) return <StepPage key={step} step={step} found={found} answer={answer} onDone={() => setStep(null)} />;
  const begun = !found.refused.some((e) => e.do === 'open'); // what the server did not take has no next step
  return (
    <div className="spot stack">
      <div className="row"><Button look="quiet" icon="back" onClick={onBack}>{t('back')}</Button><span className="grow" /><Chip colour="grey">{found.no === '' ? t('local') : found.no}</Chip></div>
      <Head found={found} answer={answer} />
      <Refusals entries={found.refused} />
      {begun || <Button look="primary" wide icon="type" onClick={() => setMending(true)}>{t('mend')}</Button>}
      {error !== null && <p className="notice error" role="alert">{t('engineOff', { why: error.message })}</p>}
      {begun && answer === null && error === null && <Spinner text={t('engineStarts')} />}
      {begun && answer !== null && <Next found={found} answer={answer} onStep={setStep} />}
      <History found={found} />
    </div>
  );
}

function Head({ found, answer }: { found: LocalCase; answer: Answer | null }): ReactNode {
  const lang = useLanguage();
  const { kit } = useFieldCases();
  const violation = kit?.violations.find((v) => v.id === found.given['violation']);
  return (
    <section className="card stack">
      <div className="row wrap">{answer !== null && <Chip>{said(answer.assessment, 'stage_name', lang)}</Chip>}<Article code={answer?.assessment.article ?? violation?.article ?? ''} /></div>
      <h1>{(lang === 'en' ? violation?.name_en : violation?.name) ?? String(found.given['violation'])}</h1>
      <p className="row top"><Icon name="pin" />{found.place.address}</p>
      {found.party !== null && <p className="row"><Icon name="person" />{found.party.name}</p>}
    </section>
  );
}

function Next({ found, answer, onStep }: { found: LocalCase; answer: Answer; onStep: (step: SpotStep) => void }): ReactNode {
  const t = useTexts(SPOT);
  const lang = useLanguage();
  const { kit } = useFieldCases();
  const violation = kit?.violations.find((v) => v.id === found.given['violation']);
  const { assessment } = answer;
  const listed = choices(assessment, found);
  const may = listed.filter((c) => c.allowed !== null);
  const mayNot = listed.filter((c) => c.allowed === null);
  const office = atTheOffice(assessment);
  const ordinary = assessment.allowed.find((a) => a.step === ORDINARY);
  return (
    <>
      {assessment.proposals.length > 0 && <section className="card stack proposals"><h2>{t('proposes')}</h2>{assessment.proposals.map((p) => <p key={p.kind} className="row top"><Icon name="shield" /><span>{p[lang]} <Article code={p.article} /></span></p>)}</section>}
      {found.party === null && assessment.stage === 'onspot' && <WhoIsIt found={found} />}
      {may.length > 0 && <section className="stack"><h2>{t('may')}</h2>{may.map((c) => <BigButton key={c.step} choice={c} answer={answer} disabled={found.party === null && c.step !== 'recheck'} onStep={onStep} />)}</section>}
      {found.party === null && may.length > 0 && <p className="muted">{t('needParty')}</p>}
      {assessment.stage === 'onspot' && <Questions found={found} lenient={violation?.lenient ?? ''} />}
      {mayNot.length > 0 && <section className="stack"><h2>{t('mayNot')}</h2>{mayNot.map((c) => <div key={c.step} className="barred"><b>{t(c.step)}</b>{c.refused.map((r) => <p key={r.rule + r.zh}>{r[lang]} <Article code={`${r.rule} · ${r.article}`} /></p>)}</div>)}</section>}
      {ordinary !== undefined && found.party !== null && <AskOrdinary found={found} allowed={ordinary} />}
      {office.length > 0 && <p className="muted">{t('office')}: {office.map((a) => said(a, 'name', lang)).join(lang === 'en' ? ', ' : '、')}</p>}
      {assessment.deadlines.length > 0 && <section className="card stack"><h2>{t('deadline')}</h2>{assessment.deadlines.map((d) => <details key={d.name}><summary>{d.moment === null ? d.on : `${d.on} ${clockTime(d.moment, lang)}`} <Article code={d.article} /></summary><p className="muted">{d[lang]}</p></details>)}</section>}
    </>
  );
}

function BigButton({ choice: { step, allowed, proposed }, answer, disabled, onStep }: { choice: Choice; answer: Answer; disabled: boolean; onStep: (step: SpotStep) => void }): ReactNode {
  const t = useTexts(SPOT);
  const lang = useLanguage();
  const range = answer.assessment.range;
  return (
    <button type="button" className={`big ${proposed ? 'first' : ''}`} disabled={disabled} onClick={() => onStep(step)}>
      <b>{t(step)}{step === 'T10' && range !== null && ` ${t('atMost', { n: Math.min(range[1], 20_000) / 100 })}`}</b><span>{[...(allowed?.papers ?? []), cite(allowed?.article ?? '', lang)].filter(Boolean).join(' · ')}</span><Icon name="next" />
    </button>
  );
}

/** What the leniency list still asks: each condition with its source, and only while nobody has answered. */
function Questions({ found, lenient }: { found: LocalCase; lenient: string }): ReactNode {
  const t = useTexts(SPOT);
  const open = openQuestions(found, lenient);
  return open.length === 0 ? null : <section className="stack"><h2>{t('lenience')}</h2>{open.map((q) => <Question key={q} asked={q} found={found} />)}</section>;
}

/** One condition of the leniency, to be ticked with its source. */
function Question({ asked, found }: { asked: Asked; found: LocalCase }): ReactNode {
  const t = useTexts(SPOT);
  const amend = useAmend(found);
  return (
    <section className="card stack question">
      <div><b>{t(`ask_${asked}`)}</b><p className="muted">{t(`src_${asked}`)}</p></div>
      <div className="row"><Button className="grow" onClick={() => void amend(factsOf(asked, true))}>{t('yes')}</Button><Button className="grow" onClick={() => void amend(factsOf(asked, false))}>{t('no')}</Button></div>
    </section>
  );
}

function WhoIsIt({ found }: { found: LocalCase }): ReactNode {
  const t = useTexts(SPOT);
  const { parties, remember } = useFieldCases();
  const amend = useAmend(found);
  const chosen = (party: Party | null): void => { if (party !== null) void remember(party).then(() => amend({}, party)); };
  return <section className="card stack"><h2>{t('party')}</h2><PartyForm known={parties} party={null} onParty={chosen} /></section>;
}

function useAmend(found: LocalCase): (facts: Record<string, unknown>, party?: Party) => Promise<void> {
  const { write, now } = useFieldCases();
  const people = usePresent(found);
  return (facts, party) => write([{ key: newKey(), local: found.local, at: now(found.local).toISOString(), do: 'amend', actors: actorsOf(people, people[0]?.member ?? 0), body: { facts, ...(party === undefined ? {} : { party }) } }]);
}

function History({ found }: { found: LocalCase }): ReactNode {
  const t = useTexts(SPOT);
  const lang = useLanguage();
  const title = (step: string): string => (step === 'T05' ? t('opened') : step === 'amend' ? t('amend') : step === 'evidence' ? t('evidence') : t(step as SpotStep));
  const rows = [...found.events.map((e) => ({ at: e.at, text: title(e.step) })), ...found.evidence.map((e) => ({ at: e.at, text: `${t('evidence')}: ${e.title} · ${e.sha256.slice(0, 12)}…` })), ...found.papers.map((p) => ({ at: p.at, text: p.number }))];
  return <details className="card"><summary>{t('timeline')} ({rows.length})</summary><ol className="history">{rows.toSorted((a, b) => a.at.localeCompare(b.at)).map((r, i) => <li key={i}><span className="mono">{clockTime(r.at, lang)}</span> {r.text}</li>)}</ol></details>;
}
