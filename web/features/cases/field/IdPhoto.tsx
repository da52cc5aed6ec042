import { type ReactNode, useRef, useState } from 'react';
import { Button, Icon } from '@shared/parts';
import { useTexts } from '@shared/i18n';
import { NoReader, reader, readerIsHere } from '@shared/reader';
import { type CardRead, photographed } from './idCard';
import { SPOT } from './texts';

type State = 'idle' | 'reading' | 'idNone' | 'idOff' | 'idMissing';

/** Photograph the card, and its text is read here on the phone. The photo is neither kept nor sent: it is no evidence of the act. */
export function IdPhoto({ onRead }: { onRead: (found: CardRead) => void }): ReactNode {
  const t = useTexts(SPOT);
  const input = useRef<HTMLInputElement>(null);
  const [state, setState] = useState<State>('idle');
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setState('reading');
    try {
      const found = await photographed(file, (photo, turned) => reader().read(photo, turned));
      setState(found === null ? 'idNone' : 'idle');
      if (found !== null) onRead(found);
    } catch (error) {
      if (!(error instanceof NoReader)) throw error;
      setState('idOff');
    }
  };
  return (
    <>
      <Button wide icon="camera" disabled={state === 'reading'} onClick={() => (readerIsHere ? input.current?.click() : setState('idMissing'))}>{t('idPhoto')}</Button>
      <input ref={input} className="sr-only" type="file" accept="image/*" capture="environment" tabIndex={-1} aria-label={t('idPhoto')} onChange={(e) => { void take(e.target.files?.[0]); e.target.value = ''; }} />
      {state === 'reading' && <p className="notice" role="status"><Icon name="refresh" />{t('idReading')}</p>}
      {(state === 'idNone' || state === 'idOff' || state === 'idMissing') && <p className="notice warn" role="alert"><Icon name="alarm" />{t(state)}</p>}
    </>
  );
}
