import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { Link } from 'react-router';
import { type VoiceReceipt, api, newKey } from '@shared/api';
import { day, useLanguage, useTexts } from '@shared/i18n';
import { Button, Field, Icon, Trouble } from '@shared/parts';
import { VOICES } from './texts';
import './voices.css';

type Sort = 'complaint' | 'praise';
const DAYS = 15;

/** Not a report of a thing but a word about a person: to another unit, with a receipt of its own. */
export default function VoicePage(): ReactNode {
  const t = useTexts(VOICES);
  const [kind, setKind] = useState<Sort>('complaint');
  const [sent, setSent] = useState<VoiceReceipt | null>(null);
  if (sent !== null) return <Received sent={sent} />;
  return (
    <div className="stack voices">
      <h1>{t('title')}</h1>
      <div className="row sorts" role="group" aria-label={t('title')}>
        {(['complaint', 'praise'] as const).map((k) => <button key={k} type="button" className="btn grow" aria-pressed={kind === k} onClick={() => setKind(k)}>{t(k)}</button>)}
      </div>
      <p className="notice"><Icon name={kind === 'complaint' ? 'shield' : 'star'} /><span>{kind === 'complaint' ? t('complaintHint', { n: DAYS }) : t('praiseHint')}</span></p>
      <VoiceForm key={kind} kind={kind} onSent={setSent} />
    </div>
  );
}

function VoiceForm({ kind, onSent }: { kind: Sort; onSent: (sent: VoiceReceipt) => void }): ReactNode {
  const t = useTexts(VOICES);
  const key = useRef(newKey());
  const [said, setSaid] = useState({ text: '', badge: '', who: '', report: '', phone: '' });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    api.voice(kind, { key: key.current, ...said }).then(onSent, setError).finally(() => setBusy(false));
  };
  const line = (name: 'badge' | 'who' | 'report' | 'phone', type = 'text'): ReactNode => (
    <Field label={t(name)}>{(id) => <input id={id} className="input" type={type} value={said[name]} maxLength={name === 'who' ? 200 : name === 'badge' ? 40 : 20} onChange={(e) => setSaid({ ...said, [name]: e.target.value })} />}</Field>
  );
  return (
    <form className="card stack" onSubmit={send} noValidate>
      <Field label={t('what')}>{(id) => <textarea id={id} className="input" rows={5} maxLength={2000} value={said.text} placeholder={t('whatHint')} onChange={(e) => setSaid({ ...said, text: e.target.value })} />}</Field>
      {line('badge')}{line('who')}{line('report')}{line('phone', 'tel')}
      {error !== null && <Trouble error={error} />}
      <Button type="submit" look="primary" wide disabled={busy}>{t(busy ? 'sending' : 'send')}</Button>
    </form>
  );
}

function Received({ sent }: { sent: VoiceReceipt }): ReactNode {
  const t = useTexts(VOICES);
  const lang = useLanguage();
  return (
    <section className="card stack" role="status">
      <h1>{t('done')}</h1>
      <p><span className="muted">{t('receipt')}</span> <strong>{sent.receipt}</strong></p>
      {sent.answer_by !== null && <p>{t('by', { d: day(sent.answer_by, lang) })}</p>}
      <Link className="btn primary wide" to={sent.track_url}>{t('look')}</Link>
      <p className="muted">{t('keep')}</p>
    </section>
  );
}
