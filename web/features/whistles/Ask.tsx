import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { useTexts } from '@shared/i18n';
import { Button, type IconName, Trouble } from '@shared/parts';
import { WHISTLES } from './texts';

type Props = { label: string; title: string; icon?: IconName; look?: 'primary' | 'danger' | ''; small?: boolean; run: (text: string) => Promise<unknown>; children?: ReactNode; ready?: boolean };

/** A button that unfolds one question below itself; it stays open and says why when the server refuses. */
export function Ask({ label, title, icon, look = '', small = false, run, children, ready = true }: Props): ReactNode {
  const t = useTexts(WHISTLES);
  const id = useId();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    run(text.trim()).then(() => { setOpen(false); setText(''); }, setError).finally(() => setBusy(false));
  };
  if (!open) return <Button small={small} look={look} {...(icon === undefined ? {} : { icon })} onClick={() => setOpen(true)}>{label}</Button>;
  return (
    <form className="ask-form stack" onSubmit={submit}>
      {children}
      <label htmlFor={id}>{title}</label>
      <textarea id={id} className="input" rows={2} value={text} onChange={(e) => setText(e.target.value)} autoFocus />
      {error !== null && <Trouble error={error} />}
      <div className="row wrap"><Button type="submit" small look="primary" disabled={busy || text.trim() === '' || !ready}>{t('confirm')}</Button><Button small look="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button></div>
    </form>
  );
}
