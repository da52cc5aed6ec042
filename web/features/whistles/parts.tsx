import { type ChangeEvent, type ReactNode, useRef, useState } from 'react';
import { api, useCityNow, type Photo } from '@shared/api';
import { dayAndTime, remaining, useLanguage, useTexts } from '@shared/i18n';
import { Chip, Icon, Trouble } from '@shared/parts';
import { WHISTLES } from './texts';

/** What is left of a limit, in its colour; the time itself beside it. */
export function Left({ due, lamp }: { due: string | null; lamp: string }): ReactNode {
  const lang = useLanguage();
  const now = useCityNow(1_000);
  if (due === null) return null;
  const seconds = (new Date(due).getTime() - now.getTime()) / 1000;
  return <Chip colour={seconds < 0 ? 'red' : lamp}><i className="dot" />{remaining(seconds, lang)}</Chip>;
}

export const Law = (): ReactNode => <p className="whistle-law"><Icon name="shield" /><span>{useTexts(WHISTLES)('law')}</span></p>;

/** Photos of the place, taken with the phone's camera and uploaded at once. */
export function Camera({ photos, onChange, label }: { photos: readonly Photo[]; onChange: (photos: Photo[]) => void; label: string }): ReactNode {
  const t = useTexts(WHISTLES);
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const take = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const files = [...(event.target.files ?? [])];
    event.target.value = '';
    setError(null);
    setBusy(true);
    try {
      const done: Photo[] = [];
      for (const file of files) done.push(await api.photo(file));
      onChange([...photos, ...done]);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="stack">
      <div className="whistle-photos">
        {photos.map((p) => <figure key={p.id}><img src={p.url} alt="" /><button type="button" aria-label={t('b_remove')} onClick={() => onChange(photos.filter((x) => x.id !== p.id))}><Icon name="close" /></button></figure>)}
        <button type="button" className="btn" disabled={busy} onClick={() => input.current?.click()}><Icon name="camera" />{busy ? t('b_uploading') : label}</button>
      </div>
      <input ref={input} className="sr-only" type="file" accept="image/*" capture="environment" aria-label={label} tabIndex={-1} onChange={(e) => void take(e)} />
      {error !== null && <Trouble error={error} />}
    </div>
  );
}

/** One to five, by finger or keyboard. */
export function Stars({ value, onChange }: { value: number; onChange: (n: number) => void }): ReactNode {
  const t = useTexts(WHISTLES);
  return <div className="whistle-stars">{[1, 2, 3, 4, 5].map((n) => <button key={n} type="button" aria-label={t('stars', { n })} aria-pressed={n <= value} onClick={() => onChange(n)}><Icon name="star" /></button>)}</div>;
}

export function When({ at }: { at: string }): ReactNode {
  return <>{dayAndTime(at, useLanguage())}</>;
}
