import { Popover } from 'antd';
import { type ReactNode, useState } from 'react';
import type { CaseDeadline } from '@shared/api';
import { day, mark, useLanguage, useTexts } from '@shared/i18n';
import { Article, cite } from '@shared/law';
import { Button, Chip } from '@shared/parts';
import { CASES } from '../texts';
import { Left } from './Due';
import { useToday } from './hooks';
import { addDays, leftOf, month, soonestFirst } from './limits';
import { limitIn, sentence } from './words';

/** Every limit that runs: its day, whose it is, and on hover or focus how it was counted; a month beside it. */
export function Limits({ deadlines }: { deadlines: readonly CaseDeadline[] }): ReactNode {
  const t = useTexts(CASES);
  const sorted = soonestFirst(deadlines);
  return (
    <section className="card limits">
      <h2>{t('deadlines')}</h2>
      {sorted.length === 0 ? <p className="muted">{t('noDeadlines')}</p> : <><ul>{sorted.map((d) => <Limit key={d.name + d.on} deadline={d} />)}</ul><Month deadlines={sorted} /></>}
    </section>
  );
}

function Limit({ deadline: d }: { deadline: CaseDeadline }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const today = useToday();
  return (
    <li>
      <Popover trigger={['hover', 'focus', 'click']} content={<div className="derivation"><strong>{t('howCounted')}</strong><p>{sentence(d, lang)}</p><p className="muted">{[cite(d.article, lang), d.verified ? '' : t('unverified')].filter(Boolean).join(' · ')}</p></div>}>
        <button type="button" className="limit">
          <span className="row"><strong className="grow">{limitIn(d.name, lang)}</strong><Left left={leftOf(d, today)} /></span>
          <span className="muted">{day(d.on, lang)} · {t(d.owner === 'party' ? 'partyOwns' : 'agency')}{d.article !== '' && <> · <Article code={d.article} /></>}{d.operational !== d.on && ` · ${t('before', { day: d.operational })}`}{d.provisional && <Chip colour="yellow">{t('provisional')}</Chip>}</span>
          <span className="sr-only">{sentence(d, lang)}</span>
        </button>
      </Popover>
    </li>
  );
}

function Month({ deadlines }: { deadlines: readonly CaseDeadline[] }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const today = useToday();
  const [of, setOf] = useState(() => `${(deadlines.find((d) => d.operational >= today) ?? deadlines.at(-1))?.operational.slice(0, 7) ?? today.slice(0, 7)}-01`);
  const cells = month(of, deadlines);
  const move = (n: number): void => setOf(addDays(of, n > 0 ? 31 : -1).slice(0, 7) + '-01');
  const title = new Date(`${of}T12:00:00Z`).toLocaleDateString(lang === 'zh' ? 'zh-CN' : 'en-GB', { year: 'numeric', month: 'long' });
  const week = lang === 'zh' ? [...'一二三四五六日'] : ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];
  return (
    <div className="month">
      <p className="row"><Button small look="quiet" icon="back" aria-label={t('previous')} onClick={() => move(-1)} /><strong className="grow">{title}</strong><Button small look="quiet" icon="next" aria-label={t('next')} onClick={() => move(1)} /></p>
      <div className="month-grid" role="img" aria-label={`${title}${mark('：', lang)}${deadlines.filter((d) => d.operational.startsWith(of.slice(0, 7))).map((d) => `${limitIn(d.name, lang)} ${d.operational}`).join(mark('；', lang))}`}>
        {week.map((w) => <b key={w}>{w}</b>)}
        {cells.map((c) => <span key={c.day} className={[c.is, c.inMonth ? '' : 'out', c.day === today ? 'today' : '', c.due.length > 0 ? 'due' : ''].join(' ')} title={[...(c.is === 'makeUp' || c.is === 'rest' || c.is === 'counted' ? [t(c.is === 'rest' ? 'restDay' : c.is)] : []), ...c.due.map((d) => limitIn(d.name, lang))].join(' · ')}>{Number(c.day.slice(8))}</span>)}
      </div>
      <p className="month-key muted"><span><i className="due" />{t('limit')}</span><span><i className="counted" />{t('counted')}</span><span><i className="rest" />{t('restDay')}</span><span><i className="makeUp" />{t('makeUp')}</span></p>
    </div>
  );
}
