import { type FormEvent, type ReactNode, Suspense, lazy, useState } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { REPORTS, myReports } from '@features/reports';
import { useTexts } from '@shared/i18n';
import { Button, Field, Icon, Spinner } from '@shared/parts';
import { trackPath } from './links';

const TrackPage = lazy(() => import('@features/reports/TrackPage'));

export function ProgressPage(): ReactNode {
  const { receipt = '' } = useParams();
  const [query] = useSearchParams();
  const code = query.get('code') ?? myReports().find((m) => m.receipt === receipt)?.code ?? '';
  return code === '' ? <FindPage receipt={receipt} /> : <Suspense fallback={<Spinner />}><TrackPage receipt={receipt} code={code} /></Suspense>;
}

export function FindPage({ receipt: given = '' }: { receipt?: string }): ReactNode {
  const t = useTexts(REPORTS);
  const go = useNavigate();
  const [receipt, setReceipt] = useState(given);
  const [code, setCode] = useState('');
  const mine = myReports();
  const look = (event: FormEvent): void => {
    event.preventDefault();
    const number = receipt.trim();
    const known = mine.find((m) => m.receipt === number);
    if (number !== '') void go(trackPath(number, code.trim() || (known?.code ?? '')));
  };
  return (
    <div className="stack">
      <h1>{t('trackTitle')}</h1>
      <form className="card stack" onSubmit={look}>
        <Field label={t('enterReceipt')}>{(id) => <input id={id} className="input" required value={receipt} autoCapitalize="characters" onChange={(e) => setReceipt(e.target.value)} />}</Field>
        <Field label={t('code')}>{(id) => <input id={id} className="input" value={code} onChange={(e) => setCode(e.target.value)} />}</Field>
        <Button type="submit" look="primary" wide icon="search">{t('look')}</Button>
      </form>
      {mine.length > 0 && <section className="card"><h2>{t('recent')}</h2><ul className="mine">{mine.map((m) => (
        <li key={m.receipt}><Link to={trackPath(m.receipt, m.code)}><span className="grow">{m.title || m.receipt}</span><Icon name="next" /></Link></li>
      ))}</ul></section>}
    </div>
  );
}
