import { type ReactNode, useState } from 'react';
import { api, type HotlineDesk } from '@shared/api';
import { dayAndTime, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Field, Trouble } from '@shared/parts';
import { HOTLINE } from './texts';

type Said = boolean | null;

/** One caller: what he reported, what the hotline was told, and what he says now. */
export function Call({ call, onDone }: { call: HotlineDesk['calls'][number]; onDone: (words: string) => void }): ReactNode {
  const t = useTexts(HOTLINE);
  const lang = useLanguage();
  const [contacted, setContacted] = useState(true);
  const [solved, setSolved] = useState<Said>(null);
  const [satisfied, setSatisfied] = useState<Said>(null);
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const reach = (yes: Said): void => { setContacted(yes === true); if (yes !== true) { setSolved(null); setSatisfied(null); } };
  const save = (): void => {
    setBusy(true);
    setError(null);
    api.callBack(call.id, { contacted, solved, satisfied, note }).then(({ again }) => onDone(again === '' ? t('saved') : t('again', { no: again })), setError).finally(() => setBusy(false));
  };
  return (
    <article className="card stack call">
      <header className="row wrap">
        <strong className="grow">{t('number', { no: call.number })}</strong><Chip colour="grey">{call.sender}</Chip>
        {call.round > 1 && <Chip colour="amber">{t('round', { n: call.round })}</Chip>}{call.secret && <Chip colour="amber">{t('secret')}</Chip>}{call.late && <Chip colour="red">{t('late')}</Chip>}{call.tried && <Chip colour="grey">{t('tried')}</Chip>}
      </header>
      <p className="said">{call.text}</p>
      <p className="told"><span className="muted">{t('told')}</span> {call.answer}</p>
      <p className="muted">{[call.ticket, call.answered_at === null ? '' : t('answered', { when: dayAndTime(call.answered_at, lang) }), call.due_at === null ? '' : t('due', { when: dayAndTime(call.due_at, lang) })].filter((x) => x !== '').join(' · ')}</p>
      <p><span className="muted">{t('caller')}</span> <strong>{call.caller || t('noCaller')}</strong> · {call.phone === '' ? t('noPhone') : <a href={`tel:${call.phone}`}>{call.phone}</a>}</p>
      <div className="questions">
        <Choice label={t('contacted')} value={contacted} onChange={reach} />
        <Choice label={t('solved')} value={solved} onChange={setSolved} open disabled={!contacted} />
        <Choice label={t('satisfied')} value={satisfied} onChange={setSatisfied} open disabled={!contacted} />
      </div>
      <Field label={t('note')}>{(id) => <textarea id={id} className="input" rows={2} maxLength={300} value={note} placeholder={solved === false ? t('noteNeeded') : ''} onChange={(e) => setNote(e.target.value)} />}</Field>
      {error !== null && <Trouble error={error} />}
      <div><Button look="primary" disabled={busy || (solved === false && note.trim() === '')} onClick={save}>{solved === false ? t('reopens') : t('save')}</Button></div>
    </article>
  );
}

type ChoiceProps = { label: string; value: Said; onChange: (value: Said) => void; open?: boolean; disabled?: boolean };

function Choice({ label, value, onChange, open = false, disabled = false }: ChoiceProps): ReactNode {
  const t = useTexts(HOTLINE);
  const options: [Said, string][] = [[true, t('yes')], [false, t('no')], ...(open ? [[null, t('unknown')] as [Said, string]] : [])];
  return (
    <fieldset disabled={disabled}>
      <legend>{label}</legend>
      <div className="row">{options.map(([v, text]) => <button key={text} type="button" className="btn small" aria-pressed={value === v} onClick={() => onChange(v)}>{text}</button>)}</div>
    </fieldset>
  );
}
