import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { api } from '@shared/api';
import { day, said, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Field, Icon, Spinner, Trouble } from '@shared/parts';
import { VOICES } from './texts';
import './voices.css';

/** How a complaint or praise stands, for who holds its receipt. */
export default function VoiceTrackPage(): ReactNode {
  const t = useTexts(VOICES);
  const lang = useLanguage();
  const { kind = 'complaint', receipt = '' } = useParams();
  const code = useSearchParams()[0].get('code') ?? '';
  const query = useQuery({ queryKey: ['voice', kind, receipt, code], queryFn: () => (kind === 'praise' ? api.praiseTrack(receipt, code) : api.complaintTrack(receipt, code)) });
  if (query.isPending) return <Spinner />;
  if (query.isError) return <Trouble error={query.error} retry={() => void query.refetch()} />;
  const v = query.data;
  return (
    <div className="stack voices">
      <section className="card stack">
        <div className="row wrap"><Chip colour="grey">{t(v.kind)}</Chip><Chip>{said(v, 'state_title', lang)}</Chip></div>
        <p>{v.text}</p>
        {v.answer_by !== null && <p className="row"><Icon name="clock" />{t('by', { d: day(v.answer_by, lang) })}</p>}
        {v.more !== '' && <p><span className="muted">{t('more')}</span> {v.more}</p>}
        <p className="muted">{t('receipt')} {v.receipt}</p>
      </section>
      {v.said !== '' && <section className="card stack"><h2>{t('said')}</h2>{v.finding !== '' && <p><span className="muted">{t('finding')}</span> <strong>{said(v, 'finding', lang)}</strong></p>}<p>{v.said}</p></section>}
      {v.can_reopen && <Reopen receipt={receipt} code={code} onDone={() => void query.refetch()} />}
    </div>
  );
}

function Reopen({ receipt, code, onDone }: { receipt: string; code: string; onDone: () => void }): ReactNode {
  const t = useTexts(VOICES);
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>(null);
  const send = (event: FormEvent): void => { event.preventDefault(); api.reopenComplaint(receipt, { code, reason }).then(onDone, setError); };
  return (
    <form className="card stack" onSubmit={send}>
      <Field label={t('reopenWhy')}>{(id) => <textarea id={id} className="input" rows={3} maxLength={300} value={reason} onChange={(e) => setReason(e.target.value)} />}</Field>
      {error !== null && <Trouble error={error} />}
      <Button type="submit" wide disabled={reason.trim() === ''}>{t('reopen')}</Button>
    </form>
  );
}
