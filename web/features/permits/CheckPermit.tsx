import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTexts } from '@shared/i18n';
import { Button, Field } from '@shared/parts';
import { PermitCard } from './PermitCard';
import { numberIn } from './number';
import { PERMITS } from './texts';

type Detector = { detect: (from: HTMLVideoElement) => Promise<{ rawValue: string }[]> };
type MakeDetector = new (options: { formats: string[] }) => Detector;
const LOOK_MS = 300;
const detectorClass = (): MakeDetector | undefined => (globalThis as { BarcodeDetector?: MakeDetector }).BarcodeDetector;

/** Check a permit by its QR code (where the browser can read one) or by its number. */
export function CheckPermit(): ReactNode {
  const t = useTexts(PERMITS);
  const [text, setText] = useState('');
  const [number, setNumber] = useState('');
  const [scanning, setScanning] = useState(false);
  const look = (event: FormEvent): void => { event.preventDefault(); setNumber(numberIn(text)); };
  return (
    <div className="stack">
      <form className="card stack" onSubmit={look}>
        <Field label={t('checkNumber')}>{(id) => <input id={id} className="input" required value={text} autoCapitalize="characters" onChange={(e) => setText(e.target.value)} />}</Field>
        <Button type="submit" look="primary" wide icon="search">{t('check')}</Button>
        {detectorClass() !== undefined && <Button wide icon="camera" aria-pressed={scanning} onClick={() => setScanning(!scanning)}>{t('scan')}</Button>}
        {scanning && <Scanner onFound={(found) => { setScanning(false); setText(found); setNumber(found); }} />}
        <p className="muted">{t('scanHint')}</p>
      </form>
      {number !== '' && <PermitCard key={number} number={number} onClose={() => setNumber('')} />}
    </div>
  );
}

function Scanner({ onFound }: { onFound: (number: string) => void }): ReactNode {
  const t = useTexts(PERMITS);
  const video = useRef<HTMLVideoElement>(null);
  const found = useRef(onFound);
  found.current = onFound;
  const [denied, setDenied] = useState(false);
  useEffect(() => {
    let stream: MediaStream | null = null;
    let timer: ReturnType<typeof setInterval> | undefined;
    let gone = false;
    void navigator.mediaDevices?.getUserMedia({ video: { facingMode: 'environment' } }).then(async (opened) => {
      stream = opened;
      const picture = video.current;
      const make = detectorClass();
      if (gone || picture === null || make === undefined) return opened.getTracks().forEach((track) => track.stop());
      picture.srcObject = opened;
      await picture.play();
      const detector = new make({ formats: ['qr_code'] });
      timer = setInterval(() => void detector.detect(picture).then((codes) => { const number = numberIn(codes[0]?.rawValue ?? ''); if (number !== '') found.current(number); }, () => undefined), LOOK_MS);
    }).catch(() => setDenied(true));
    return () => { gone = true; clearInterval(timer); stream?.getTracks().forEach((track) => track.stop()); };
  }, []);
  return denied ? <p className="notice warn">{t('noCamera')}</p> : <video ref={video} className="permit-scan" muted playsInline aria-label={t('scan')} />;
}
