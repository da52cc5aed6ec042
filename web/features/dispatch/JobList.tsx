import type { ReactNode } from 'react';
import { useCityNow, useCitySpeed, type FieldMe, type Job } from '@shared/api';
import { duration, nameIn, remaining, said, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Empty, Icon } from '@shared/parts';
import { useStep } from './field';
import { DISPATCH } from './texts';

type NoCases = NonNullable<FieldMe['crew']>['no_cases'];
type Props = { jobs: readonly Job[]; onShift: boolean; noCases: NoCases; onOpen: (id: number) => void };

export function JobList({ jobs, onShift, noCases, onOpen }: Props): ReactNode {
  const t = useTexts(DISPATCH);
  if (jobs.length === 0) return onShift && noCases !== null ? <NoCasesNote why={noCases} /> : onShift ? <Empty icon="list" title={t('noJobs')}>{t('noJobsText')}</Empty> : <Empty icon="coffee" title={t('offShift')}>{t('offShiftText')}</Empty>;
  const order = ['offered', 'arrived', 'accepted'];
  const sorted = [...jobs].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  return <ul className="stack">{sorted.map((job) => <li key={job.id}><JobCard job={job} onOpen={onOpen} /></li>)}</ul>;
}

/** An officer sees why the jobs go to others, and what ends it. */
function NoCasesNote({ why }: { why: NonNullable<NoCases> }): ReactNode {
  const t = useTexts(DISPATCH);
  const lang = useLanguage();
  return <p className="notice warn"><Icon name="shield" /><span><b>{t('noCases')}</b><br />{said(why, 'text', lang)}<br /><span className="muted">{t('noCasesText')} <Chip>{why.article}</Chip></span></span></p>;
}

function JobCard({ job, onOpen }: { job: Job; onOpen: (id: number) => void }): ReactNode {
  const t = useTexts(DISPATCH);
  const lang = useLanguage();
  const row = job.ticket;
  return (
    <article className={`job ${job.state} ${row.lamp}`}>
      <button type="button" className="job-open" onClick={() => onOpen(job.id)}>
        <span className="row wrap"><Chip>{t(job.kind)}</Chip><Chip colour={job.state === 'offered' ? '' : 'grey'}>{t(job.state as 'offered')}</Chip>
          {row.remaining_s !== null && <Chip colour={row.lamp}><Icon name="clock" />{remaining(row.remaining_s, lang)}</Chip>}</span>
        <strong>{nameIn(row.matter, lang)}</strong>
        <span className="row top"><Icon name="pin" />{row.address}</span>
        {!!job.travel_s && <span className="muted">{t('travel', { t: duration(job.travel_s, lang) })}</span>}
      </button>
      {job.state === 'offered' && <Answer job={job} onAccepted={() => onOpen(job.id)} />}
    </article>
  );
}

/** Accept or decline, with the time that is left to answer. */
export function Answer({ job, onAccepted }: { job: Job; onAccepted?: () => void }): ReactNode {
  const t = useTexts(DISPATCH);
  const lang = useLanguage();
  const now = useCityNow(500);
  const speed = useCitySpeed();
  const step = useStep(job);
  // The countdown is for a person, so it runs in the person's seconds even where the city's clock is faster.
  const left = job.answer_by === null ? null : (new Date(job.answer_by).getTime() - now.getTime()) / 1000 / speed;
  const whole = job.answer_by === null ? 1 : (new Date(job.answer_by).getTime() - new Date(job.offered_at).getTime()) / 1000 / speed;
  return (
    <div className="answer">
      {left !== null && <div className="countdown" role="timer"><i style={{ width: `${Math.max(0, Math.min(100, (100 * left) / whole))}%` }} /><span>{left > 0 ? t('answerIn', { t: duration(left, lang) }) : t('overdue')}</span></div>}
      <div className="row">
        <Button look="primary" className="grow" icon="check" onClick={() => { void step('accept'); onAccepted?.(); }}>{t('accept')}</Button>
        <details className="decline"><summary className="btn">{t('decline')}</summary>
          <div className="decline-list"><p className="muted">{t('declineWhy')}</p>
            {(['r1', 'r2', 'r3', 'r4'] as const).map((r) => <Button key={r} wide onClick={() => void step('decline', { reason: t(r) })}>{t(r)}</Button>)}</div>
        </details>
      </div>
    </div>
  );
}
