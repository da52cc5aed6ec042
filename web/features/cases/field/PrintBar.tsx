import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button, Icon } from '@shared/parts';
import { useTexts } from '@shared/i18n';
import { type Printer, type Way, connect, print, ways } from './printer';
import { SPOT } from './texts';

let last: Way = 'system';
let remembered: Printer | null = null; // of this page: a browser forgets its printer when the page goes

/** The slip goes to a pocket printer, or to whatever the system prints on, 80 mm wide; `atOnce`: by itself when so many are drawn, on the printer of this page, else the system's. */
export function PrintBar({ canvases, atOnce = 0 }: { canvases: readonly HTMLCanvasElement[]; atOnce?: number }): ReactNode {
  const t = useTexts(SPOT);
  const [said, setSaid] = useState('');
  const [wrong, setWrong] = useState('');
  const by = async (way: Way): Promise<void> => {
    setWrong('');
    try {
      if (way === 'system') bySystem(canvases);
      else {
        remembered ??= await connect(way);
        for (const canvas of canvases) await print(canvas, remembered);
      }
      last = way;
      setSaid(t('printed'));
    } catch (error) {
      remembered = null;
      last = 'system';
      setWrong(t('printFailed', { why: error instanceof Error ? error.message : String(error) }));
    }
  };
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current || atOnce === 0 || canvases.length < atOnce) return;
    begun.current = true;
    void by(last);
  });
  return (
    <section className="card stack"><h2>{t('print')}</h2>
      {ways().map((way) => <Button key={way} wide look={way === 'system' ? 'primary' : ''} icon="copy" onClick={() => void by(way)}>{t(way)}</Button>)}
      {said !== '' && <p className="notice good" role="status"><Icon name="check" />{said}</p>}
      {wrong !== '' && <p className="notice error" role="alert"><Icon name="alarm" />{wrong}</p>}
    </section>
  );
}

/** The pictures alone on a page of 80 mm; the rest of the screen is not printed (cases.css). */
function bySystem(canvases: readonly HTMLCanvasElement[]): void {
  const sheet = document.createElement('div');
  sheet.id = 'slip-print';
  for (const canvas of canvases) sheet.append(Object.assign(new Image(), { src: canvas.toDataURL('image/png'), alt: '' }));
  document.body.append(sheet);
  window.addEventListener('afterprint', () => sheet.remove(), { once: true });
  window.print();
}
