import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api } from '@shared/api';
import { day, said, useLanguage, useTexts } from '@shared/i18n';
import { Empty } from '@shared/parts';
import { Loaded, MonthPicker, ReleasedBy } from './parts';
import { OPEN } from './texts';

/** You said, we did. */
export function Answers(): ReactNode {
  const t = useTexts(OPEN);
  const lang = useLanguage();
  const query = useQuery({ queryKey: ['open-answers'], queryFn: api.openAnswers });
  return (
    <div className="stack"><h1>{t('t_answers')}</h1>
      <Loaded query={query}>{(rows) => rows.length === 0 ? <Empty icon="people" title={t('noAnswers')} /> : <ul className="stack">{rows.map((a) => (
        <li key={a.id} className="card open-answer">
          <div className="said"><strong>{t('said')}</strong>{a.asked_by > 0 && <span className="muted"> · {t('askedBy', { n: a.asked_by })}</span>}<p>{a.said}</p></div>
          <div className="did"><strong>{t('did')}</strong>{a.done_on !== '' && <span className="muted"> · {t('doneOn', { d: day(a.done_on, lang) })}</span>}<p>{a.did}</p></div>
          {(a.before.length > 0 || a.after.length > 0) && <div className="open-photos">{([['before', a.before], ['after', a.after]] as const).flatMap(([when, urls]) => urls.map((url) => <figure key={url}><img src={url} alt={t(when)} loading="lazy" /><figcaption>{t(when)}</figcaption></figure>))}</div>}
        </li>))}</ul>}</Loaded>
    </div>
  );
}

/** One month's cases in plain words. */
export function Cases(): ReactNode {
  const t = useTexts(OPEN);
  const [chosen, setChosen] = useState('');
  const index = useQuery({ queryKey: ['open'], queryFn: api.openIndex });
  const month = chosen || index.data?.cases[0] || '';
  return (
    <div className="stack"><h1>{t('t_cases')}</h1>
      <Loaded query={index}>{(found) => found.cases.length === 0 ? <Empty icon="list" title={t('noCases')} /> : <><MonthPicker months={found.cases} month={month} onMonth={setChosen} /><CasesOf month={month} /></>}</Loaded>
    </div>
  );
}

function CasesOf({ month }: { month: string }): ReactNode {
  const t = useTexts(OPEN);
  const lang = useLanguage();
  const query = useQuery({ queryKey: ['open-cases', month], queryFn: () => api.openCases(month) });
  return (
    <Loaded query={query}>{(page) => <>
      <h2>{said(page, 'title', lang)}</h2>
      <ReleasedBy who={page.released_by} at={page.released_at} />
      {page.intro !== '' && <p>{page.intro}</p>}
      {page.cases.map((c, i) => c.struck !== '' ? <p key={i} className="notice warn">{t('struck', { why: c.struck })}</p> : (
        <article key={i} className="card stack">
          <h3>{said(c, 'about', lang)}</h3>
          <p>{c.plain}</p>
          {c.lesson !== '' && <p><strong>{t('lesson')}</strong> {c.lesson}</p>}
          <p className="muted">{[c.place, c.fine_yuan > 0 ? t('fine', { n: c.fine_yuan }) : t('noFine'), `${t('law')} ${said(c, 'article', lang)}`].join(' · ')}</p>
        </article>))}
    </>}</Loaded>
  );
}

/** Penalty decisions of social influence (APL 48). */
export function Decisions(): ReactNode {
  const t = useTexts(OPEN);
  const lang = useLanguage();
  const [words, setWords] = useState('');
  const query = useQuery({ queryKey: ['open-decisions'], queryFn: api.openDecisions });
  return (
    <div className="stack"><h1>{t('t_decisions')}</h1><p>{t('decisionsText')}</p>
      <Loaded query={query}>{(all) => all.length === 0 ? <Empty icon="shield" title={t('noDecisions')} /> : <>
        <input className="input" type="search" value={words} placeholder={t('findDecision')} aria-label={t('findDecision')} onChange={(e) => setWords(e.target.value)} />
        <ul className="stack">{all.filter((d) => `${d.about}${d.about_en}${d.facts}${d.place}`.toLowerCase().includes(words.trim().toLowerCase())).map((d, i) => (
          <li key={i} className="card stack">
            <strong>{said(d, 'about', lang)}</strong>
            {d.facts !== '' && <p><span className="muted">{t('facts')}</span> {d.facts}</p>}
            <p>{t('party')} {d.party} · {d.fine_yuan > 0 ? t('fine', { n: d.fine_yuan }) : t('noFine')} · {t('law')} {said(d, 'article', lang)}</p>
            <p className="muted">{[d.agency, d.place, d.decided_on !== '' ? t('decided', { d: day(d.decided_on, lang) }) : '', t('until', { d: day(d.until, lang) })].filter((x) => x !== '').join(' · ')}</p>
          </li>))}</ul>
      </>}</Loaded>
    </div>
  );
}
