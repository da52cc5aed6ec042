import { useQuery } from '@tanstack/react-query';
import { type ChangeEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { api } from '@shared/api';
import { useLanguage, useTexts } from '@shared/i18n';
import { Icon } from '@shared/parts';
import { REPORTS } from '../texts';
import type { Shot } from './draft';
import type { Outbox } from './outbox';
import { DRAFTS } from './texts';

type Props = { shots: readonly Shot[]; box: Outbox; late: ReadonlySet<string>; onTake: (files: File[]) => void; onRemove: (shot: Shot) => void };

/** Pictures as they were taken: shown from the phone itself, whether or not the server has them yet. */
export function ShotPicker({ shots, box, late, onTake, onRemove }: Props): ReactNode {
  const t = useTexts(REPORTS);
  const picture = useRef<HTMLInputElement>(null);
  const video = useRef<HTMLInputElement>(null);
  const take = (event: ChangeEvent<HTMLInputElement>): void => {
    const files = [...(event.target.files ?? [])];
    event.target.value = '';
    if (files.length > 0) onTake(files);
  };
  return (
    <div className="picker">
      {shots.filter((s) => !s.type.startsWith('audio/')).map((shot, i) => <Picked key={shot.id} shot={shot} nth={i + 1} box={box} late={late.has(shot.id)} onRemove={() => onRemove(shot)} />)}
      <button type="button" className="pick" onClick={() => picture.current?.click()}>
        <Icon name="camera" /><span>{shots.length === 0 ? t('takePhoto') : t('addPhoto')}</span>
      </button>
      <button type="button" className="pick" onClick={() => video.current?.click()}><Icon name="play" /><span>{t('addVideo')}</span></button>
      <input ref={picture} className="sr-only" type="file" accept="image/*" capture="environment" aria-label={t('takePhoto')} tabIndex={-1} onChange={take} />
      <input ref={video} className="sr-only" type="file" accept="video/*" capture="environment" aria-label={t('addVideo')} tabIndex={-1} onChange={take} />
    </div>
  );
}

function Picked({ shot, nth, box, late, onRemove }: { shot: Shot; nth: number; box: Outbox; late: boolean; onRemove: () => void }): ReactNode {
  const t = useTexts(REPORTS);
  const d = useTexts(DRAFTS);
  const url = useBytes(box, shot.id);
  const video = shot.type.startsWith('video/');
  const warning = useWarning(shot);
  const state = shot.photo !== null ? '' : late ? d('pictureWaits') : t('uploading');
  return (
    <figure className="picked">
      {url !== '' && (video ? <video src={url} muted playsInline controls /> : <img src={url} alt={d('shot', { n: nth })} />)}
      {state !== '' && <figcaption role="status">{state}</figcaption>}
      {warning !== '' && <figcaption className="warning" role="alert">{warning}</figcaption>}
      <button type="button" aria-label={t('remove')} onClick={onRemove}><Icon name="close" /></button>
    </figure>
  );
}

const LOOK_EVERY_MS = 3_000;
const LOOKS = 20;

/** The city looks at each photo and clip before anybody else sees it; an identity paper is said at once, while it can still be taken back. */
function useWarning({ photo }: Shot): string {
  const lang = useLanguage();
  const id = photo === null || photo.kind === 'audio' ? '' : photo.id;
  const shown = useQuery({
    queryKey: ['shown', id], queryFn: () => api.photoShown(id), enabled: id !== '', retry: false,
    refetchInterval: ({ state }) => (state.data?.shown === 'waiting' && state.dataUpdateCount < LOOKS ? LOOK_EVERY_MS : false),
  });
  const { shown: state = 'waiting', why = '', why_en = '' } = shown.data ?? {};
  return state === 'private' ? (lang === 'en' ? why_en : why) : '';
}

/** The picture's own bytes as an address for this page. */
export function useBytes(box: Outbox, id: string): string {
  const [url, setUrl] = useState('');
  useEffect(() => {
    let made = '';
    let gone = false;
    if (id === '') { setUrl(''); return undefined; }
    void box.store.bytes(id).then((bytes) => { if (bytes !== undefined && !gone) setUrl(made = URL.createObjectURL(bytes)); });
    return () => { gone = true; if (made !== '') URL.revokeObjectURL(made); };
  }, [box, id]);
  return url;
}
