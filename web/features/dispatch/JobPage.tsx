import { type ReactNode, Suspense, lazy } from 'react';
import { type Job } from '@shared/api';
import { duration, nameIn, remaining, useLanguage, useTexts } from '@shared/i18n';
import { Boundary, Chip, Icon, Photos, ReadAloud, Spinner } from '@shared/parts';
import { Button } from '@shared/parts';
import { useStep } from './field';
import { Answer } from './JobList';
import { ResultForm } from './ResultForm';
import { DISPATCH } from './texts';

const RouteMap = lazy(() => import('./RouteMap'));
/** A phone may lose the network between the list and the job: what the job's page needs is fetched while there is one. */
export const fetchMap = (): void => void import('./RouteMap').catch(() => undefined);

export function JobPage({ job, onBack }: { job: Job; onBack?: () => void }): ReactNode {
  const t = useTexts(DISPATCH);
  const lang = useLanguage();
  const row = job.ticket;
  const reason = lang === 'en' ? job.reason_en || job.reason : job.reason;
  return (
    <div className="job-page stack">
      <div className="row">{onBack !== undefined && <Button look="quiet" icon="back" onClick={onBack}>{t('back')}</Button>}<span className="grow" /><span className="muted mono">{row.no}</span></div>
      {row.lng !== null && row.lat !== null && <Boundary instead={<p className="notice warn"><Icon name="route" />{t('noMap')}</p>}><Suspense fallback={<Spinner />}><RouteMap route={job.route ?? []} to={{ lng: row.lng, lat: row.lat }} /></Suspense></Boundary>}
      <section className="card stack">
        <div className="row wrap"><Chip>{t(job.kind)}</Chip><Chip colour="grey">{t(job.state as 'offered')}</Chip>{row.remaining_s !== null && <Chip colour={row.lamp}><Icon name="clock" />{remaining(row.remaining_s, lang)}</Chip>}
          {!!job.travel_s && job.state !== 'arrived' && <Chip colour="grey"><Icon name="route" />{duration(job.travel_s, lang)}</Chip>}</div>
        <h1>{nameIn(row.matter, lang)}</h1>
        <p className="row top"><Icon name="pin" />{row.address}</p>
        {job.text !== '' && <p>{job.text}</p>}
        <Photos urls={job.photos} />
        <div className="row wrap"><ReadAloud text={[row.matter.name, row.address, job.text].join('。')} /></div>
        {reason && <p className="job-why"><b>{t('why')}</b>{reason}</p>}
        {job.needs_two_certificates && <p className="notice warn"><Icon name="shield" />{t('twoCertificates')}</p>}
        {job.close_condition && job.kind !== 'verify' && <p className="muted"><b>{t('closeWhen')}</b> {job.close_condition}</p>}
        {job.file_condition && job.kind === 'verify' && <p className="muted"><b>{t('fileWhen')}</b> {job.file_condition}</p>}
      </section>
      <Next job={job} />
    </div>
  );
}

/** The one thing to do now, within reach of the thumb. */
function Next({ job }: { job: Job }): ReactNode {
  const t = useTexts(DISPATCH);
  const step = useStep(job);
  const may = (action: string): boolean => job.steps.some((s) => s.action === action);
  if (may('accept')) return <div className="thumb"><Answer job={job} /></div>;
  if (may('arrive')) return <div className="thumb"><Button look="primary" wide icon="pin" onClick={() => void step('arrive')}>{t('arrive')}</Button></div>;
  if (job.steps.length === 0) return <p className="notice good"><Icon name="check" />{t('waiting')}</p>;
  return <ResultForm job={job} />;
}
