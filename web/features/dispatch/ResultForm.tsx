import { type ReactNode, useRef, useState } from 'react';
import { Problem, api, type FieldAction, type Job, type JobStep, type Photo } from '@shared/api';
import { actionTitle, useLanguage, useTexts } from '@shared/i18n';
import { Button, Dictate, Icon, Trouble } from '@shared/parts';
import { useStep } from './field';
import { DISPATCH } from './texts';

const BAD = new Set(['not_found', 'failed']);

/** What the server still asks for before this step, given what is on the form; null when nothing. */
export function lacking(step: JobStep, photos: number, text: string): 'needPhoto' | 'needText' | null {
  if (step.needs.includes('photo') && photos === 0) return 'needPhoto';
  return step.needs.some((n) => n === 'text' || n === 'reason') && text.trim() === '' ? 'needText' : null;
}

export function ResultForm({ job }: { job: Job }): ReactNode {
  const t = useTexts(DISPATCH);
  const lang = useLanguage();
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
  const submit = (result: JobStep): void => {
    const lacks = lacking(result, photos.length, text);
    if (lacks !== null) return setError(new Problem(t(lacks), 400, lacks));
    const words = text.trim();
    void step(result.action as FieldAction, { photos: photos.map((p) => p.id), text: words, ...(result.needs.includes('reason') ? { reason: words } : {}) });
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
      <div className="row thumb">{job.steps.map((s) => <Button key={s.action} className="grow" look={BAD.has(s.action) ? '' : 'primary'} disabled={busy} onClick={() => submit(s)}>{actionTitle(s, lang)}</Button>)}</div>
    </section>
  );
}
