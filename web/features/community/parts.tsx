import { type ChangeEvent, type FormEvent, type ReactNode, useRef, useState } from 'react';
import { api, type Photo, type Point } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Button, Field, Icon, Trouble } from '@shared/parts';
import { OFFICE, RESIDENT } from './texts';

const LOCATE_MS = 8_000;
type Sender = { busy: boolean; error: unknown; send: (work: () => Promise<unknown>) => (event?: FormEvent) => void };

/** Sends one thing; a refusal is shown where it was asked. */
export function useSend(): Sender {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  return { busy, error, send: (work) => (event) => { event?.preventDefault(); setBusy(true); setError(null); work().catch(setError).finally(() => setBusy(false)); } };
}

/** The phone's location, or null when it is not given. */
export const locate = (): Promise<Point | null> => new Promise((give) => {
  if (!('geolocation' in navigator)) return give(null);
  navigator.geolocation.getCurrentPosition(({ coords }) => give({ lng: coords.longitude, lat: coords.latitude }), () => give(null), { enableHighAccuracy: true, timeout: LOCATE_MS });
});

type TextProps = { label: string; value: string; onChange: (value: string) => void; type?: string; hint?: string; rows?: number; inputMode?: 'numeric' | 'tel' | 'text'; autoComplete?: string };

/** A labelled line or, with `rows`, some lines. */
export const Text = ({ label, value, onChange, type = 'text', hint, rows, inputMode, autoComplete }: TextProps): ReactNode => (
  <Field label={label}>{(id) => rows === undefined
    ? <input id={id} className="input" type={type} value={value} placeholder={hint} inputMode={inputMode} autoComplete={autoComplete} onChange={(e) => onChange(e.target.value)} />
    : <textarea id={id} className="input" rows={rows} value={value} placeholder={hint} onChange={(e) => onChange(e.target.value)} />}</Field>
);

type ChoiceProps = { label: string; value: string; onChange: (value: string) => void; options: readonly (readonly [string, string])[]; empty?: string };

/** A labelled choice of a list. */
export const Choice = ({ label, value, onChange, options, empty }: ChoiceProps): ReactNode => (
  <Field label={label}>{(id) => (
    <select id={id} className="input" value={value} onChange={(e) => onChange(e.target.value)}>
      {empty !== undefined && <option value="">{empty}</option>}
      {options.map(([key, text]) => <option key={key} value={key}>{text}</option>)}
    </select>
  )}</Field>
);

/** Photos taken with the phone's camera and uploaded at once. */
export function Camera({ photos, onChange, label }: { photos: readonly Photo[]; onChange: (photos: Photo[]) => void; label: string }): ReactNode {
  const t = useTexts(RESIDENT);
  const input = useRef<HTMLInputElement>(null);
  const { busy, error, send } = useSend();
  const take = (event: ChangeEvent<HTMLInputElement>): void => {
    const files = [...(event.target.files ?? [])];
    event.target.value = '';
    send(async () => { const done: Photo[] = []; for (const file of files) done.push(await api.photo(file)); onChange([...photos, ...done]); })();
  };
  return (
    <div className="stack">
      <div className="community-photos">
        {photos.map((p) => <figure key={p.id}><img src={p.url} alt="" /><button type="button" aria-label={t('removePhoto')} onClick={() => onChange(photos.filter((x) => x.id !== p.id))}><Icon name="close" /></button></figure>)}
        <button type="button" className="btn" disabled={busy} onClick={() => input.current?.click()}><Icon name="camera" />{busy ? t('uploading') : label}</button>
      </div>
      <input ref={input} className="sr-only" type="file" accept="image/*" capture="environment" aria-label={label} tabIndex={-1} onChange={take} />
      {error !== null && <Trouble error={error} />}
    </div>
  );
}

/** One to five, by finger or keyboard. */
export function Stars({ value, onChange }: { value: number; onChange: (n: number) => void }): ReactNode {
  const t = useTexts(RESIDENT);
  return <div className="community-stars">{[1, 2, 3, 4, 5].map((n) => <button key={n} type="button" aria-label={t('stars', { n })} aria-pressed={n <= value} onClick={() => onChange(n)}><Icon name="star" /></button>)}</div>;
}

/** A button that opens one line to fill in, and sends it. */
export function Ask({ open, label, rows = 2, initial = '', type, look = '', onSend }: { open: string; label: string; rows?: number; initial?: string; type?: string; look?: '' | 'danger' | 'primary'; onSend: (text: string) => Promise<unknown> }): ReactNode {
  const t = useTexts(OFFICE);
  const [asking, setAsking] = useState(false);
  const [text, setText] = useState(initial);
  const { busy, error, send } = useSend();
  if (!asking) return <Button small look={look} onClick={() => setAsking(true)}>{open}</Button>;
  return (
    <form className="community-ask stack" onSubmit={send(async () => { await onSend(text); setAsking(false); setText(initial); })} noValidate>
      <Text label={label} value={text} onChange={setText} {...(type === undefined ? { rows } : { type })} />
      {error !== null && <Trouble error={error} />}
      <div className="row wrap"><Button small look="primary" type="submit" disabled={busy}>{t('confirm')}</Button><Button small onClick={() => setAsking(false)}>{t('cancel')}</Button></div>
    </form>
  );
}

/** A form that opens on demand. */
export function Fold({ title, children, open = false }: { title: string; children: ReactNode; open?: boolean }): ReactNode {
  return <details className="card community-fold" open={open}><summary>{title}</summary><div className="stack">{children}</div></details>;
}
