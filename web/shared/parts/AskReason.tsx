import { Button, Popover } from 'antd';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { useTexts } from '../i18n';
import { Trouble } from './parts';
import { PARTS } from './texts';

type Props = { label: string; title: string; danger?: boolean; run: (text: string) => Promise<void> };

/** A button that asks one sentence first; it stays open and says why when the server refuses. */
export function AskReason({ label, title, danger = false, run }: Props): ReactNode {
  const t = useTexts(PARTS);
  const id = useId();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    setBusy(true);
    setError(null);
    run(text.trim()).then(() => { setOpen(false); setText(''); }, setError).finally(() => setBusy(false));
  };
  const form = (
    <form className="stack ask-reason" onSubmit={submit}>
      <label htmlFor={id}>{title}</label>
      <textarea id={id} className="input" rows={2} value={text} required onChange={(e) => setText(e.target.value)} />
      {error !== null && <Trouble error={error} />}
      <Button htmlType="submit" type="primary" danger={danger} loading={busy} disabled={text.trim() === ''}>{t('confirm')}</Button>
    </form>
  );
  return <Popover trigger="click" open={open} onOpenChange={setOpen} content={form} placement="bottom"><Button danger={danger}>{label}</Button></Popover>;
}
