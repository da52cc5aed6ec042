import { type ReactNode, useRef, useState } from 'react';
import { Problem, api, type Job, type Photo } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Button, Dictate, Icon, Trouble } from '@shared/parts';
import { useStep } from './field';
import { DISPATCH } from './texts';

type Result = { action: string; label: 'submitHandled' | 'verified' | 'not_found' | 'passed' | 'failed'; good: boolean };
const RESULTS: Readonly<Record<Job['kind'], readonly Result[]>> = {
  handle: [{ action: 'handled', label: 'submitHandled', good: true }],
  verify: [{ action: 'verified', label: 'verified', good: true }, { action: 'not_found', label: 'not_found', good: false }],
  recheck: [{ action: 'passed', label: 'passed', good: true }, { action: 'failed', label: 'failed', good: false }],
};

export function ResultForm({ job }: { job: Job }): ReactNode {
  const t = useTexts(DISPATCH);
  const step = useStep(job);
  const input = useRef<HTMLInputElement>(null);
  const [photos, setPhotos] = useState<Photo[]>([]);
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const take = async (files: FileList | null): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      for (const file of files ?? []) {
        const photo = await api.photo(file);
        setPhotos((old) => [...old, photo]);
      }
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const submit = (result: Result): void => {
    if (photos.length === 0) return setError(new Problem(t('needPhoto'), 400, 'need_photo'));
    const words = text.trim();
    void step(result.action, { photos: photos.map((p) => p.id), ...(words === '' ? {} : { text: words, ...(result.good ? {} : { reason: words }) }) });
  };

  return (
    <section className="card stack">
      <h2>{t('photos')}</h2>
      <div className="picker">
        {photos.map((p) => <figure key={p.id} className="shot"><img src={p.url} alt="" /></figure>)}
        <button type="button" className="pick-shot" disabled={busy} onClick={() => input.current?.click()}><Icon name="camera" />{t(busy ? 'waitingUpload' : 'takePhoto')}</button>
      </div>
      <input ref={input} className="sr-only" type="file" accept="image/*" capture="environment" multiple tabIndex={-1} aria-label={t('takePhoto')} onChange={(e) => void take(e.target.files)} />
      <textarea className="input" value={text} aria-label={t('note')} placeholder={t('noteHint')} onChange={(e) => setText(e.target.value)} />
      <div className="row wrap"><Dictate onText={(words) => setText((old) => old + words)} /></div>
      {error !== null && <Trouble error={error} />}
      <div className="row thumb">{RESULTS[job.kind].map((r) => <Button key={r.action} className="grow" look={r.good ? 'primary' : ''} disabled={busy} onClick={() => submit(r)}>{t(r.label)}</Button>)}</div>
    </section>
  );
}
