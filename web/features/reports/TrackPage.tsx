import { useQuery } from '@tanstack/react-query';
import { type ReactNode, Suspense, lazy } from 'react';
import { api, useSession, type Track } from '@shared/api';
import { day, dayAndTime, mark, useLanguage, useTexts } from '@shared/i18n';
import { Chip, Icon, Photos, ReadAloud, Spinner, Trouble } from '@shared/parts';
import { Contest } from './Contest';
import { Rating } from './Rating';
import { REPORTS } from './texts';

const TellMe = lazy(() => import('./TellMe'));

/** Progress for the person who reported: dates and a unit's name, no state names. */
export default function TrackPage({ receipt, code }: { receipt: string; code: string }): ReactNode {
  const { demo } = useSession();
  // No live stream without an account: the page asks again by itself, more often in the demo where time runs faster.
  const query = useQuery({ queryKey: ['track', receipt, code], queryFn: () => api.track(receipt, code), refetchInterval: demo ? 3_000 : 20_000 });
  if (query.isPending) return <Spinner />;
  if (query.isError) return <Trouble error={query.error} retry={() => void query.refetch()} />;
  return <Progress track={query.data} code={code} onRated={() => void query.refetch()} />;
}

function Progress({ track, code, onRated }: { track: Track; code: string; onRated: () => void }): ReactNode {
  const t = useTexts(REPORTS);
  const lang = useLanguage();
  const matter = lang === 'en' ? track.matter_en || track.matter : track.matter;
  const of = (when: string): string[] => track.photos.filter((p) => p.when === when).map((p) => p.url);
  const say = (s: Track['steps'][number]): string => (lang === 'en' && s.text_en ? s.text_en : s.text);
  const next = track.steps.findIndex((s) => !s.done);
  const spoken = [matter, track.address, ...track.steps.filter((s) => s.done).map(say)].join('。');
  return (
    <div className="stack">
      <section className="card stack">
        <div className="row wrap">
          <Chip colour={track.finished ? 'green' : ''}>{t(track.finished ? 'finished' : 'inProgress')}</Chip>
          {track.followers > 0 && <Chip colour="grey"><Icon name="people" />{t('followers', { n: track.followers })}</Chip>}
        </div>
        <h1>{matter || track.text}</h1>
        {track.address !== '' && <p className="row top"><Icon name="pin" />{track.address}</p>}
        {track.text !== '' && <p className="muted">{t('you')}{mark('：', lang)}{track.text}</p>}
        {!track.finished && track.expected_on !== null && <p className="expected"><Icon name="clock" />{t('expected', { d: day(track.expected_on, lang) })}</p>}
        <p className="row wrap"><span className="muted">{t('receipt')} {track.receipt}</span><ReadAloud text={spoken} /></p>
      </section>
      <Suspense fallback={null}><TellMe receipt={track.receipt} code={code} title={matter || track.text} /></Suspense>
      {of('after').length > 0 && (
        <section className="card pair">
          {of('before').length > 0 && <figure><Photos urls={of('before').slice(0, 1)} /><figcaption>{t('before')}</figcaption></figure>}
          <figure><Photos urls={of('after').slice(-1)} /><figcaption>{t('after')}</figcaption></figure>
        </section>
      )}
      <section className="card">
        <h2>{t('trackTitle')}</h2>
        <ol className="steps">
          {track.steps.map((step, i) => (
            <li key={`${step.key}-${i}`} className={step.done ? 'done' : i === next ? 'next' : ''} aria-current={i === next ? 'step' : undefined}>
              <p>{say(step)}</p>
              <p className="muted">{[step.at === null ? null : dayAndTime(step.at, lang), step.unit].filter(Boolean).join(' · ')}</p>
            </li>
          ))}
        </ol>
        {of('after').length === 0 && <Photos urls={of('before')} />}
      </section>
      {(track.can_rate || track.rating !== null) && <Rating receipt={track.receipt} code={code} rating={track.rating} onRated={onRated} />}
      {track.finished && <Contest track={track} code={code} />}
    </div>
  );
}
