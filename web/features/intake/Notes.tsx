import { type FormEvent, type ReactNode, useState } from 'react';
import { api, type Waiting } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Button, Trouble } from '@shared/parts';
import { INTAKE } from './texts';

type Note = Waiting['notes'][number];

/** Voice notes of a report: heard here, typed here; what was typed is read like a text of the report's own. */
export function Notes({ report, onWritten }: { report: Waiting; onWritten: (report: Waiting) => void }): ReactNode {
  return <>{report.notes.map((note) => <One key={note.id} report={report.id} note={note} onWritten={onWritten} />)}</>;
}

function One({ report, note, onWritten }: { report: number; note: Note; onWritten: (report: Waiting) => void }): ReactNode {
  const t = useTexts(INTAKE);
  const [words, setWords] = useState(note.words);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const save = (event: FormEvent): void => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    api.writeDown(report, note.id, words).then(onWritten, setError).finally(() => setBusy(false));
  };
  return (
    <form className="stack desk-note" onSubmit={save}>
      <p><strong>{t('note', { n: note.seconds })}</strong>{note.words === '' && <span className="muted"> {t('noWords')}</span>}</p>
      <audio src={note.url} controls preload="metadata" aria-label={t('note', { n: note.seconds })} />
      <div className="row"><input className="input" value={words} placeholder={t('writeDown')} aria-label={t('writeDown')} maxLength={2000} onChange={(e) => setWords(e.target.value)} />
        <Button type="submit" disabled={busy || words.trim() === '' || words === note.words}>{t('keepWords')}</Button></div>
      {error !== null && <Trouble error={error} />}
    </form>
  );
}
