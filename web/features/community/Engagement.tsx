import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type EngagementView, community } from '@shared/api/community';
import { duration, lookUp, useLanguage, useTexts } from '@shared/i18n';
import { Button, Spinner, Trouble } from '@shared/parts';
import { Fold, Text, useSend } from './parts';
import { OFFICE } from './texts';

const STEPS = ['reported', 'answered', 'closed', 'rated'] as const;

/** Do people keep taking part? Counted; and what was tried, before and after. */
export function Engagement(): ReactNode {
  const t = useTexts(OFFICE);
  const lang = useLanguage();
  const found = useQuery({ queryKey: ['engagement'], queryFn: () => community.engagement(), retry: false });
  if (found.isError) return <Trouble error={found.error} retry={() => void found.refetch()} />;
  if (found.data === undefined) return <Spinner />;
  const { now, active_days, returning_days, took_part, trials } = found.data;
  return (
    <>
      <dl className="card community-figures">
        <div><dt>{t('e_active', { n: active_days })}</dt><dd>{t('e_people', { n: now.people })}<small>{t('e_reports', { n: now.reports })}</small></dd></div>
        <div><dt>{t('e_back', { n: returning_days })}</dt><dd>{now.could_return === 0 ? '–' : `${Math.round((now.returning / now.could_return) * 100)} %`}<small>{t('e_backText', { a: now.returning, b: now.could_return })}</small></dd></div>
        <div><dt>{t('e_first')}</dt><dd>{now.first_answer_minutes === null ? t('e_noFirst') : now.first_answer_minutes === 0 ? t('e_atOnce') : duration(now.first_answer_minutes * 60, lang)}</dd></div>
        <div><dt>{t('e_days')}</dt><dd>{t('e_people', { n: took_part })}</dd></div>
      </dl>
      <section className="card stack"><h2>{t('e_steps')}</h2><Steps now={now} /></section>
      <section className="card stack"><h2>{t('e_tried')}</h2>
        {trials.length === 0 && <p className="muted">{t('e_triedNone')}</p>}
        <ul>{trials.map((x) => <li key={`${x.on}${x.text}`} className="community-item"><span className="muted">{x.on} · {x.by}</span><strong>{x.text}</strong><Row label={t('e_before')} of={x.before} /><Row label={t('e_after')} of={x.after} /></li>)}</ul>
        <Try />
      </section>
    </>
  );
}

function Steps({ now }: { now: EngagementView }): ReactNode {
  const lang = useLanguage();
  const all = Math.max(1, now.steps['reported'] ?? 0);
  return <ul className="community-steps">{STEPS.map((s) => { const n = now.steps[s] ?? 0; return <li key={s}><span>{lookUp(OFFICE, `st_${s}`, lang)}</span><i style={{ width: `${(n / all) * 100}%` }} /><b>{n}</b></li>; })}</ul>;
}

function Row({ label, of }: { label: string; of: EngagementView }): ReactNode {
  const t = useTexts(OFFICE);
  return <span className="muted">{label}{t('e_row', { p: of.people, r: of.reports, a: of.returning, b: of.could_return })}</span>;
}

function Try(): ReactNode {
  const t = useTexts(OFFICE);
  const client = useQueryClient();
  const [on, setOn] = useState('');
  const [text, setText] = useState('');
  const { busy, error, send } = useSend();
  return (
    <Fold title={t('e_note')}>
      <form className="stack" onSubmit={send(async () => { client.setQueryData(['engagement'], await community.noteTrial(on, text)); setText(''); })} noValidate>
        <Text label={t('e_on')} type="date" value={on} onChange={setOn} /><Text label={t('e_text')} rows={2} value={text} onChange={setText} />
        {error !== null && <Trouble error={error} />}
        <div><Button type="submit" disabled={busy}>{t('save')}</Button></div>
      </form>
    </Fold>
  );
}
