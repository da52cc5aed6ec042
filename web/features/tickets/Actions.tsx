import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { Problem, api, newKey, type Action, type MatterRef, type Ticket } from '@shared/api';
import { actionTitle, useLanguage, useTexts } from '@shared/i18n';
import { Button, Field, Trouble } from '@shared/parts';
import { MatterPicker } from '@shared/parts/MatterPicker';
import { TICKETS } from './texts';

type Values = Record<string, string>;

/** The allowed steps as the server gives them; the screen offers no other. */
export function Actions({ ticket, onDone }: { ticket: Ticket; onDone: (next: Ticket) => void }): ReactNode {
  const t = useTexts(TICKETS);
  const lang = useLanguage();
  const [open, setOpen] = useState<Action | null>(null);
  if (ticket.actions.length === 0) return <p className="muted">{t('noActions')}</p>;
  return (
    <section>
      <h2>{t('actions')}</h2>
      <div className="row wrap">
        {ticket.actions.map((a) => <Button key={a.action} small look={a.danger ? 'danger' : open?.action === a.action ? 'primary' : ''} aria-expanded={open?.action === a.action}
          onClick={() => setOpen(open?.action === a.action ? null : a)}>{actionTitle(a, lang)}</Button>)}
      </div>
      {open !== null && <ActionForm key={open.action} ticket={ticket} action={open} onDone={(next) => { setOpen(null); onDone(next); }} onCancel={() => setOpen(null)} />}
    </section>
  );
}

const isPhoto = (need: string): boolean => need === 'photo' || need === 'photos';
const NUMBERS = new Set(['unit', 'condition']);

function bodyOf(values: Values, photos: readonly string[]): Record<string, unknown> {
  const filled = Object.entries(values).filter(([, v]) => v !== '');
  const typed = filled.map(([k, v]) => [k, NUMBERS.has(k) ? Number(v) : k === 'new_due_at' ? new Date(v).toISOString() : v] as const);
  return { ...Object.fromEntries(typed), ...(photos.length > 0 ? { photos } : {}) };
}

function ActionForm({ ticket, action, onDone, onCancel }: { ticket: Ticket; action: Action; onDone: (next: Ticket) => void; onCancel: () => void }): ReactNode {
  const t = useTexts(TICKETS);
  const lang = useLanguage();
  const key = useRef(newKey());
  const [values, setValues] = useState<Values>({});
  const [photos, setPhotos] = useState<string[]>([]);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const label = (need: string): string => (isPhoto(need) ? t('photo') : t(need as 'reason'));
  const isEmpty = (need: string): boolean => (isPhoto(need) ? photos.length === 0 : !values[need]);
  const send = async (): Promise<void> => {
    const missing = action.needs.filter(isEmpty);
    if (missing.length > 0) return setError(new Problem(t('missing', { what: missing.map(label).join('、') }), 400, 'missing'));
    setBusy(true);
    try {
      onDone(await api.act(ticket.no, action.action, { key: key.current, ...bodyOf(values, photos) }));
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="action-form stack" onSubmit={(e) => { e.preventDefault(); void send(); }}>
      {action.needs.map((need) => (
        <Field key={need} label={label(need)}>{(id) => <Need id={id} no={ticket.no} need={need} value={values[need] ?? ''} onChange={(v) => setValues({ ...values, [need]: v })} photos={photos} onPhotos={setPhotos} onError={setError} />}</Field>
      ))}
      {error !== null && <Trouble error={error} />}
      <div className="row"><Button type="submit" small look={action.danger ? 'danger' : 'primary'} disabled={busy}>{t('confirm')} · {actionTitle(action, lang)}</Button><Button small look="quiet" onClick={onCancel}>{t('cancel')}</Button></div>
    </form>
  );
}

type NeedProps = { id: string; no: string; need: string; value: string; onChange: (value: string) => void; photos: string[]; onPhotos: (ids: string[]) => void; onError: (error: unknown) => void };

function Need({ id, no, need, value, onChange, photos, onPhotos, onError }: NeedProps): ReactNode {
  const t = useTexts(TICKETS);
  const units = useQuery({ queryKey: ['organisations'], queryFn: () => api.organisations(), enabled: need === 'unit', staleTime: 300_000 });
  const conditions = useQuery({ queryKey: ['conditions', no], queryFn: () => api.conditions(no), enabled: need === 'condition' });
  const [matter, setMatter] = useState<MatterRef | null>(null);
  if (need === 'matter') return <MatterPicker candidates={[]} chosen={matter} label={t('searchMatter')} onChoose={(m) => { setMatter(m); onChange(m.code); }} />;
  if (isPhoto(need)) {
    const take = (files: FileList | null): void => void Promise.all([...(files ?? [])].map((f) => api.photo(f))).then((done) => onPhotos([...photos, ...done.map((p) => p.id)]), onError);
    return <><input id={id} className="input" type="file" accept="image/*" multiple onChange={(e) => take(e.target.files)} />{photos.length > 0 && <span className="muted">{t('uploaded', { n: photos.length })}</span>}</>;
  }
  const choices = need === 'unit' ? units.data?.map((u) => [u.id, u.name] as const) : need === 'condition' ? conditions.data?.map((c) => [c.id, c.file_if] as const)
    : need === 'what' ? ([['extend', t('askExtend')], ['hold', t('askHold')], ['return', t('askReturn')]] as const) : undefined;
  if (choices !== undefined) {
    return <select id={id} className="input" value={value} onChange={(e) => onChange(e.target.value)}><option value="" />{choices.map(([v, name]) => <option key={v} value={String(v)}>{name}</option>)}</select>;
  }
  const type = { new_due_at: 'datetime-local', resume_on: 'date' }[need];
  if (type !== undefined || need === 'other') return <input id={id} className="input" type={type ?? 'text'} value={value} onChange={(e) => onChange(e.target.value)} />;
  return <textarea id={id} className="input" rows={2} value={value} onChange={(e) => onChange(e.target.value)} />;
}
