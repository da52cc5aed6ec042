import { type ReactNode, useId, useState } from 'react';
import { api, type PublicationFile } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Button, Trouble } from '@shared/parts';
import { DESK } from './deskTexts';

/** Photos of before and after: whoever adds one says by name that nobody can be recognised on it. */
export function Pictures({ file, onChanged }: { file: PublicationFile; onChanged: (next: PublicationFile) => void }): ReactNode {
  const t = useTexts(DESK);
  const id = useId();
  const [when, setWhen] = useState<'before' | 'after'>('after');
  const [masked, setMasked] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const run = (change: () => Promise<PublicationFile>): void => {
    setBusy(true);
    setError(null);
    change().then(onChanged, setError).finally(() => setBusy(false));
  };
  const add = (chosen: File | undefined): void => { if (chosen !== undefined) run(async () => api.addOpenPhoto(file.row.id, { photo: (await api.photo(chosen)).id, when, masked })); };
  return (
    <section className="card stack">
      <h3>{t('photos')}</h3>
      {file.photos.length > 0 && <div className="open-photos">{file.photos.map((p) => <figure key={p.id}><img src={p.url} alt={t(`w_${p.when}`)} /><figcaption>{t(`w_${p.when}`)} · {t('coveredBy', { who: p.covered_by })} <Button small disabled={busy} onClick={() => run(() => api.removeOpenPhoto(file.row.id, p.id))}>{t('remove')}</Button></figcaption></figure>)}</div>}
      {error !== null && <Trouble error={error} />}
      <label className="row"><input type="checkbox" checked={masked} onChange={(e) => setMasked(e.target.checked)} /> {t('masked')}</label>
      <div className="row wrap">
        <select className="input select" aria-label={t('when')} value={when} onChange={(e) => setWhen(e.target.value === 'before' ? 'before' : 'after')}><option value="before">{t('w_before')}</option><option value="after">{t('w_after')}</option></select>
        <label className="btn" htmlFor={id} aria-disabled={!masked || busy}>{t('addPhoto')}</label><input id={id} className="sr-only" type="file" accept="image/*" disabled={!masked || busy} onChange={(e) => { add(e.target.files?.[0]); e.target.value = ''; }} />
      </div>
    </section>
  );
}
