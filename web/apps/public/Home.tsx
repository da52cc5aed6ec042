import { type ReactNode, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { REPORTS, Receipt, ReportForm, type Sent, myReports, remember } from '@features/reports';
import { useSession } from '@shared/api';
import { dayAndTime, useLanguage, useTexts } from '@shared/i18n';
import { Icon, type IconName } from '@shared/parts';
import { keep, trackPath } from './links';

export function Home(): ReactNode {
  const [query, setQuery] = useSearchParams();
  const [sent, setSent] = useState<Sent | null>(null);
  const writing = query.get('new') !== null;
  const done = (next: Sent, title: string): void => {
    remember({ receipt: next.receipt, code: next.code, title, at: new Date().toISOString() });
    setSent(next);
    window.scrollTo({ top: 0 });
  };
  if (sent !== null) return <Receipt sent={sent} trackPath={trackPath(sent.receipt, sent.code)} onAnother={() => setSent(null)} />;
  if (writing) return <ReportForm onSent={done} />;
  return <Welcome onStart={() => setQuery((q) => { q.set('new', '1'); return q; })} />;
}

const Tile = ({ to, icon, text }: { to: string; icon: IconName; text: string }): ReactNode => (
  <Link className="tile" to={keep(to)}><Icon name={icon} /><span>{text}</span></Link>
);

function Welcome({ onStart }: { onStart: () => void }): ReactNode {
  const t = useTexts(REPORTS);
  const lang = useLanguage();
  const { demo } = useSession();
  const mine = myReports();
  return (
    <div className="welcome stack">
      <section className="hero">
        <h1>{t('slogan')}</h1>
        <button type="button" className="shutter" onClick={onStart}><span><Icon name="camera" /></span>{t('start')}</button>
      </section>
      <div className="tiles">
        <Tile to="/near" icon="map" text={t('nearby')} /><Tile to="/sell" icon="stall" text={t('sell')} /><Tile to="/track" icon="search" text={t('myReports')} />
      </div>
      {mine.length > 0 && (
        <section className="card">
          <h2>{t('recent')}</h2>
          <ul className="mine">{mine.slice(0, 5).map((m) => (
            <li key={m.receipt}><Link to={trackPath(m.receipt, m.code)}><span className="grow">{m.title || m.receipt}</span><span className="muted">{dayAndTime(m.at, lang)}</span><Icon name="next" /></Link></li>
          ))}</ul>
        </section>
      )}
      <p className="foot muted"><a href="/login">{t('staff')}</a> {demo && <> · <a href="/demo">{t('demo')}</a></>}</p>
    </div>
  );
}
