import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { api, type WhistleFile } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Button, Dictate, Field, Trouble } from '@shared/parts';
import { WHISTLES } from './texts';

type Props = { whistle: WhistleFile; onDone: (next: WhistleFile) => void; onCancel: () => void };

/** 2026-09-16T02:30:00Z → 2026-09-16T10:30, as the form's clock says it in China. */
export const asLocal = (iso: string): string => new Date(new Date(iso).getTime() + 8 * 3_600_000).toISOString().slice(0, 16);

/** What was found; each department that is there gets a task with its limit, or none. */
export function RecordForm({ whistle: w, onDone, onCancel }: Props): ReactNode {
  const t = useTexts(WHISTLES);
  const id = useId();
  const there = w.summonses.filter((s) => s.state === 'reported_in');
  const [found, setFound] = useState('');
  const [tasks, setTasks] = useState<Record<number, string>>({});
  const [until, setUntil] = useState<Record<number, string>>({});
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const due = (pk: number): string => until[pk] ?? asLocal(w.act_due_at);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    const given = there.filter((s) => (tasks[s.id] ?? '').trim() !== '');
    const untouched = (pk: number): boolean => until[pk] === undefined || until[pk] === '';
    api.agreeOn(w.no, { found: found.trim(), tasks: given.map((s) => ({ summons: s.id, text: (tasks[s.id] ?? '').trim(), ...(untouched(s.id) ? {} : { due_at: `${due(s.id)}:00+08:00` }) })) })
      .then(onDone, setError).finally(() => setBusy(false));
  };
  return (
    <form className="card stack" onSubmit={submit} noValidate>
      <Field label={t('found')}>{(field) => <textarea id={field} className="input" rows={2} value={found} onChange={(e) => setFound(e.target.value)} />}</Field>
      <Dictate onText={(words) => setFound((old) => old + words)} />
      <h3>{t('whoDoes')}</h3>
      <p className="muted">{t('noTask')}</p>
      {there.map((s) => (
        <div key={s.id} className="whistle-task">
          <Field label={t('taskFor', { unit: s.name })}>{(field) => <input id={field} className="input" value={tasks[s.id] ?? ''} onChange={(e) => setTasks({ ...tasks, [s.id]: e.target.value })} />}</Field>
          <div className="field"><label className="label" htmlFor={`${id}-${s.id}`}>{t('until')}</label><input id={`${id}-${s.id}`} className="input" type="datetime-local" value={due(s.id)} onChange={(e) => setUntil({ ...until, [s.id]: e.target.value })} /></div>
        </div>
      ))}
      {error !== null && <Trouble error={error} />}
      <div className="row wrap"><Button type="submit" look="primary" disabled={busy}>{t('save')}</Button><Button look="quiet" onClick={onCancel}>{t('cancel')}</Button></div>
    </form>
  );
}
