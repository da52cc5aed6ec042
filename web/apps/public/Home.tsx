import { type ChangeEvent, type ReactNode, Suspense, lazy, useEffect, useRef, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { type Draft, REPORTS, type Sent, type Start, myReports, remember } from '@features/reports';
import { DRAFTS } from '@features/reports/drafts/texts';
import { useSession } from '@shared/api';
import { dayAndTime, useLanguage, useTexts } from '@shared/i18n';
import { Button, Empty, Icon, type IconName, Spinner } from '@shared/parts';
import { keep, trackPath } from './links';

// The welcome is what a citizen waits for; what he taps next is fetched while he looks at it.
const form = () => import('@features/reports/ReportForm');
const ReportForm = lazy(form);
const Receipt = lazy(() => import('@features/reports/Receipt'));
const Drafts = lazy(() => import('@features/reports/drafts/Drafts'));
const LOOK_MS = 400;
const STARTS: readonly string[] = ['photo', 'map', 'text'];

type Begun = { start: Start; files: readonly File[]; draft: Draft | null };

export function Home(): ReactNode {
  const [query, setQuery] = useSearchParams();
  const [done, setDone] = useState<Sent | 'kept' | null>(null);
  const [begun, setBegun] = useState<Begun | null>(null);
  const asked = query.get('new');
  const start: Start = STARTS.includes(asked ?? '') ? asked as Start : 'photo';
  const finish = (next: Sent | 'kept'): void => {
    setDone(next);
    setBegun(null);
    setQuery((q) => { q.delete('new'); return q; }, { replace: true }); // "back" leads to the welcome, not to a report that is gone
    window.scrollTo({ top: 0 });
  };
  const begin = (next: Begun): void => {
    setBegun(next);
    setQuery((q) => { q.set('new', next.start); return q; });
  };
  if (done === 'kept') return <KeptHere onHome={() => setDone(null)} />;
  if (done !== null) return <Suspense fallback={<Spinner />}><Receipt sent={done} trackPath={trackPath(done.receipt, done.code)} onAnother={() => setDone(null)} /></Suspense>;
  if (asked === null) return <Welcome onBegin={begin} />;
  const sent = (next: Sent, title: string): void => {
    remember({ receipt: next.receipt, code: next.code, title, at: new Date().toISOString() });
    finish(next);
  };
  return <Suspense fallback={<Spinner />}><ReportForm start={start} draft={begun?.draft ?? null} files={begun?.files ?? []} onSent={sent} onKept={() => finish('kept')} /></Suspense>;
}

function KeptHere({ onHome }: { onHome: () => void }): ReactNode {
  const t = useTexts(DRAFTS);
  return <section className="card stack" role="status"><Empty icon="download" title={t('kept')}>{t('keptText')}</Empty><Button look="primary" wide onClick={onHome}>{t('home')}</Button></section>;
}

const Tile = ({ to, icon, text }: { to: string; icon: IconName; text: string }): ReactNode => (
  <Link className="tile" to={keep(to)}><Icon name={icon} /><span>{text}</span></Link>
);

function Welcome({ onBegin }: { onBegin: (begun: Begun) => void }): ReactNode {
  const t = useTexts(REPORTS);
  const lang = useLanguage();
  const { demo } = useSession();
  const mine = myReports();
  const quiet = useQuiet();
  const begin = (start: Start): void => onBegin({ start, files: [], draft: null });
  return (
    <div className="welcome stack">
      <section className="hero">
        <h1>{t('slogan')}</h1>
        <Shutter onTaken={(files) => onBegin({ start: 'photo', files, draft: null })} />
        <p className="row wrap starts"><Button small icon="map" onClick={() => begin('map')}>{t('startMap')}</Button><Button small icon="pen" onClick={() => begin('text')}>{t('startText')}</Button></p>
      </section>
      {quiet && <Suspense><Drafts trackPath={trackPath} onOpen={(draft) => onBegin({ start: 'photo', files: [], draft })} /></Suspense>}
      <div className="tiles">
        <Tile to="/near" icon="map" text={t('nearby')} /><Tile to="/sell" icon="stall" text={t('sell')} /><Tile to="/track" icon="search" text={t('myReports')} /><Tile to="/community" icon="people" text={t('neighbourhood')} />
      </div>
      {mine.length > 0 && (
        <section className="card">
          <h2>{t('recent')}</h2>
          <ul className="mine">{mine.slice(0, 5).map((m) => (
            <li key={m.receipt}><Link to={trackPath(m.receipt, m.code)}><span className="grow">{m.title || m.receipt}</span><span className="muted">{dayAndTime(m.at, lang)}</span><Icon name="next" /></Link></li>
          ))}</ul>
        </section>
      )}
      <p className="foot muted"><Link to={keep('/open')}>{t('openCity')}</Link> · <Link to={keep('/voice')}>{t('voice')}</Link> · <Link to={keep('/open/cameras')}>{t('openCameras')}</Link> · <a href="/login">{t('staff')}</a> {demo && <> · <a href="/demo">{t('demo')}</a></>}</p>
    </div>
  );
}

/** The first tap opens the camera itself. */
function Shutter({ onTaken }: { onTaken: (files: File[]) => void }): ReactNode {
  const t = useTexts(REPORTS);
  const input = useRef<HTMLInputElement>(null);
  const take = (event: ChangeEvent<HTMLInputElement>): void => {
    const files = [...(event.target.files ?? [])];
    if (files.length > 0) onTaken(files);
  };
  return (
    <>
      <button type="button" className="shutter" onClick={() => input.current?.click()}><span><Icon name="camera" /></span>{t('start')}</button>
      <input ref={input} className="sr-only" type="file" accept="image/*" capture="environment" aria-label={t('takePhoto')} tabIndex={-1} onChange={take} />
    </>
  );
}

/** True a moment after the page stands: from then on the form and the outbox may be fetched. */
function useQuiet(): boolean {
  const [quiet, setQuiet] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => { setQuiet(true); void form(); }, LOOK_MS);
    return () => clearTimeout(timer);
  }, []);
  return quiet;
}
