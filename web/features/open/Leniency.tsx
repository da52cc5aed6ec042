import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, type LeniencyList, type SparedAct } from '@shared/api';
import { nameIn, said, useLanguage, useTexts } from '@shared/i18n';
import { Chip } from '@shared/parts';
import { Loaded } from './parts';
import { OPEN } from './texts';

type Yes = 'yes' | 'no' | 'unknown';
const QUESTIONS = ['first', 'corrected', 'harm'] as const;
type Answers = Partial<Record<(typeof QUESTIONS)[number], Yes>>;
const MONTHS = 24;

/** "Would I be spared?": four questions, the law's own rule, never a promise. And the list itself. */
export default function Leniency(): ReactNode {
  const t = useTexts(OPEN);
  const query = useQuery({ queryKey: ['leniency'], queryFn: api.leniency });
  return <div className="stack"><h1>{t('t_leniency')}</h1><Loaded query={query}>{(list) => <><Questions list={list} /><List list={list} /></>}</Loaded></div>;
}

function Questions({ list }: { list: LeniencyList }): ReactNode {
  const t = useTexts(OPEN);
  const lang = useLanguage();
  const [violation, setViolation] = useState('');
  const [answers, setAnswers] = useState<Answers>({});
  const whole = violation !== '' && QUESTIONS.every((q) => answers[q] !== undefined);
  const asked = { violation, ...answers };
  const found = useQuery({ queryKey: ['spared', asked], queryFn: () => api.wouldBeSpared(asked), enabled: whole });
  const option = (a: SparedAct): ReactNode => <option key={a.violation} value={a.violation}>{nameIn(a, lang)}</option>;
  return (
    <section className="card stack">
      <label className="stack"><strong>{t('lenAsk')}</strong><select className="input" value={violation} onChange={(e) => setViolation(e.target.value)}><option value="">{t('choose')}</option><optgroup label={t('onList')}>{list.acts.map(option)}</optgroup><optgroup label={t('offList')}>{list.others.map(option)}</optgroup></select></label>
      {QUESTIONS.map((q) => (
        <fieldset key={q}><legend>{t(`q_${q}`, { m: MONTHS })}</legend><div className="open-choices">{(['yes', 'no', 'unknown'] as const).map((a) => <label key={a}><input type="radio" name={q} checked={answers[q] === a} onChange={() => setAnswers((old) => ({ ...old, [q]: a }))} /><span>{t(a)}</span></label>)}</div></fieldset>))}
      <div aria-live="polite">{whole && <Loaded query={found}>{(a) => (
        <div className={`card stack open-verdict ${a.answer}`}>
          <h2>{t(`a_${a.answer}`)}</h2>
          <p>{said(a, 'because', lang)}</p>
          <p>{said(a, 'text', lang)}</p>
          {a.checks.length > 0 && <><strong>{t('checks')}</strong><ul className="dots">{a.checks.map((c) => <li key={c.text}>{said(c, 'text', lang)}</li>)}</ul></>}
          <p className="muted">{t('law')} {said(a, 'article', lang)} · {said(a.act, 'article', lang)}</p>
        </div>)}</Loaded>}</div>
      <p className="muted">{t('notKept')}</p>
    </section>
  );
}

function List({ list }: { list: LeniencyList }): ReactNode {
  const t = useTexts(OPEN);
  const lang = useLanguage();
  const colour = { minor: 'green', first_offence: '', never: 'red', unlisted: 'grey' } as const;
  return (
    <section className="stack">
      <h2>{t('list')}</h2>
      <ul className="stack">{list.acts.map((a) => (
        <li key={a.violation} className="card">
          <p className="row wrap"><strong>{nameIn(a, lang)}</strong>{a.kind !== 'unlisted' && <Chip colour={colour[a.kind]}>{t(`k_${a.kind}`)}</Chip>}<span className="muted">{said(a, 'article', lang)}</span></p>
          {a.conditions.length > 0 && <ul className="dots">{a.conditions.map((c) => <li key={c.text}>{said(c, 'text', lang)}</li>)}</ul>}
        </li>))}</ul>
      <h2>{t('lawSays')}</h2>
      <blockquote>{said(list, 'quote', lang)}<br /><span className="muted">{said(list, 'article', lang)}</span></blockquote>
    </section>
  );
}
