import { type ReactNode, useState } from 'react';
import { type Photo, type Track, api } from '@shared/api';
import { day, useLanguage, useTexts } from '@shared/i18n';
import { Button, Trouble } from '@shared/parts';
import { PhotoPicker } from './PhotoPicker';
import { REPORTS } from './texts';

type Sent = { receipt: string; track_url: string };

/** The result is not right: once, within the window that the server names; what comes of it has a receipt of its own. */
export function Contest({ track, code }: { track: Track; code: string }): ReactNode {
  const t = useTexts(REPORTS);
  const lang = useLanguage();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [photos, setPhotos] = useState<Photo[]>([]);
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState<Sent | null>(null);
  const [error, setError] = useState<unknown>(null);
  if (sent !== null) return <section className="card stack" role="status"><h2>{t('contested')}</h2><p>{t('contestedText', { no: sent.receipt })}</p><p><a href={sent.track_url}>{t('contestTrack')}</a></p></section>;
  const { allowed, until, why, why_en } = track.contest;
  if (until === null) return null;
  if (!allowed) return <p className="muted">{lang === 'en' ? why_en : why}</p>;
  const send = (): void => {
    setBusy(true);
    api.contest(track.receipt, { code, reason, photos: photos.map((p) => p.id) }).then(setSent, setError).finally(() => setBusy(false));
  };
  if (!open) return <section className="card stack"><h2>{t('contestTitle')}</h2><p className="muted">{t('contestUntil', { d: day(until, lang) })}</p><Button wide onClick={() => setOpen(true)}>{t('contestOpen')}</Button></section>;
  return (
    <form className="card stack" onSubmit={(e) => { e.preventDefault(); send(); }}>
      <h2>{t('contestTitle')}</h2>
      <textarea className="input" rows={3} maxLength={500} value={reason} aria-label={t('contestReason')} placeholder={t('contestReason')} onChange={(e) => setReason(e.target.value)} />
      <PhotoPicker photos={photos} onChange={setPhotos} />
      {error !== null && <Trouble error={error} />}
      <Button type="submit" look="primary" wide disabled={busy || reason.trim() === ''}>{t('contestSend')}</Button>
    </form>
  );
}
