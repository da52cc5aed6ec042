import { type ChangeEvent, type ReactNode, useRef, useState } from 'react';
import { api, type Photo } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Icon, Trouble } from '@shared/parts';
import { REPORTS } from './texts';

type Props = { photos: readonly Photo[]; onChange: (photos: Photo[]) => void };

export function PhotoPicker({ photos, onChange }: Props): ReactNode {
  const t = useTexts(REPORTS);
  const picture = useRef<HTMLInputElement>(null);
  const video = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(0);
  const [error, setError] = useState<unknown>(null);

  const take = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const files = [...(event.target.files ?? [])];
    event.target.value = '';
    setError(null);
    setBusy(files.length);
    const done: Photo[] = [];
    for (const file of files) {
      try {
        done.push(await api.photo(file));
      } catch (problem) {
        setError(problem);
      }
      setBusy((n) => n - 1);
    }
    onChange([...photos, ...done]);
  };

  return (
    <div className="stack">
      <div className="picker">
        {photos.map((photo) => (
          <figure key={photo.id} className="picked">
            {photo.kind === 'video' ? <video src={photo.url} muted playsInline controls /> : <img src={photo.url} alt="" />}
            <button type="button" aria-label={t('remove')} onClick={() => onChange(photos.filter((p) => p.id !== photo.id))}><Icon name="close" /></button>
          </figure>
        ))}
        {busy > 0 && <div className="picked busy" role="status">{t('uploading')}</div>}
        <button type="button" className="pick" onClick={() => picture.current?.click()}>
          <Icon name="camera" /><span>{photos.length === 0 ? t('takePhoto') : t('addPhoto')}</span>
        </button>
        <button type="button" className="pick" onClick={() => video.current?.click()}><Icon name="play" /><span>{t('addVideo')}</span></button>
      </div>
      <input ref={picture} className="sr-only" type="file" accept="image/*" capture="environment" aria-label={t('takePhoto')} tabIndex={-1} onChange={(e) => void take(e)} />
      <input ref={video} className="sr-only" type="file" accept="video/*" capture="environment" aria-label={t('addVideo')} tabIndex={-1} onChange={(e) => void take(e)} />
      {error !== null && <Trouble error={error} />}
    </div>
  );
}
