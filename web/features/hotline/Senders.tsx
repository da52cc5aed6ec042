import { type ReactNode, useState } from 'react';
import { api, type HotlineDesk } from '@shared/api';
import { dayAndTime, lookUp, said, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Field, Trouble } from '@shared/parts';
import { FIELDS, HOTLINE } from './texts';

type Sender = HotlineDesk['senders'][number];

/** Each hotline, what its columns are for us, and a correction. */
export function Senders({ senders, fields, onDone }: { senders: Sender[]; fields: string[]; onDone: (words: string) => void }): ReactNode {
  const t = useTexts(HOTLINE);
  return (
    <section className="card stack">
      <h2>{t('senders')}</h2>
      {senders.length === 0 ? <p className="muted">{t('noSenders')}</p> : senders.map((s) => <SenderCard key={s.sender} sender={s} fields={fields} onDone={onDone} />)}
    </section>
  );
}

function SenderCard({ sender, fields, onDone }: { sender: Sender; fields: string[]; onDone: (words: string) => void }): ReactNode {
  const t = useTexts(HOTLINE);
  const lang = useLanguage();
  const name = (field: string): string => lookUp(FIELDS, field, lang);
  const [theirs, setTheirs] = useState('');
  const [ours, setOurs] = useState('');
  const [error, setError] = useState<unknown>(null);
  const correct = (): void => {
    setError(null);
    api.correctHotline(sender.sender, { columns: { [theirs.trim()]: ours } }).then(() => { setTheirs(''); setOurs(''); onDone(t('corrected')); }, setError);
  };
  const pairs = Object.entries(sender.columns);
  return (
    <article className="sender stack">
      <header className="row wrap"><strong className="grow">{sender.sender}</strong><Chip colour="grey">{t('open', { n: sender.open })}</Chip>{sender.overdue > 0 && <Chip colour="red">{t('overdue', { n: sender.overdue })}</Chip>}{sender.source === 'grid' && <Chip colour="grey">{t('grid')}</Chip>}{sender.datum !== '' && <Chip colour="grey">{t('datum', { name: sender.datum })}</Chip>}</header>
      {pairs.length === 0 ? <p className="muted">{t('noMapping')}</p> : <ul className="pairs">{pairs.map(([from, to]) => <li key={from}><span>{from}</span><span aria-hidden="true">→</span><span>{name(to)}</span></li>)}</ul>}
      <form className="row wrap" onSubmit={(e) => { e.preventDefault(); correct(); }}>
        <Field label={t('theirs')}>{(id) => <input id={id} className="input" value={theirs} maxLength={80} onChange={(e) => setTheirs(e.target.value)} />}</Field>
        <Field label={t('ours')}>{(id) => <select id={id} className="input" value={ours} onChange={(e) => setOurs(e.target.value)}><option value="">{t('leaveOut')}</option>{fields.map((f) => <option key={f} value={f}>{name(f)}</option>)}</select>}</Field>
        <Button small type="submit" disabled={theirs.trim() === ''}>{t('correct')}</Button>
      </form>
      {error !== null && <Trouble error={error} />}
    </article>
  );
}

/** What came in lately, with a sentence for each row that did not. */
export function Deliveries({ imports }: { imports: HotlineDesk['imports'] }): ReactNode {
  const t = useTexts(HOTLINE);
  const lang = useLanguage();
  return (
    <section className="card stack">
      <h2>{t('imports')}</h2>
      {imports.length === 0 && <p className="muted">{t('noImports')}</p>}
      {imports.map((i) => (
        <details key={i.id} className="delivery">
          <summary><span className="line">{i.sender} · {i.name}</span><span className="muted">{dayAndTime(i.made_at, lang)} · {t('counts', { rows: i.rows, taken: i.taken, known: i.known })}</span>{i.refused > 0 && <Chip colour="red">{t('refused', { n: i.refused })}</Chip>}</summary>
          <ul>{i.refused_rows.map((r) => <li key={`${r.row} ${r.field}`}><strong>{t('row', { n: r.row })}</strong> {said(r, 'reason', lang)}</li>)}</ul>
        </details>
      ))}
    </section>
  );
}
