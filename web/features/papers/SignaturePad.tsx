import { type PointerEvent, type ReactNode, useRef } from 'react';
import type { Strokes } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Button } from '@shared/parts';
import { GLASS, asPath, dot, isSignature, withDot } from './strokes';
import { PAPER_FORM } from './texts';

const HEIGHT = 320;

/** A sheet of glass to sign on, by finger, pen or mouse. */
export function SignaturePad({ label, strokes, onChange }: { label: string; strokes: Strokes; onChange: (strokes: Strokes) => void }): ReactNode {
  const t = useTexts(PAPER_FORM);
  const glass = useRef<SVGSVGElement>(null);
  const began = useRef(0);
  const trace = useRef(strokes); // the page may be drawn with an older trace while the pen moves; the pen's own is the whole one
  const wipe = (): void => { trace.current = []; onChange([]); };
  const put = (e: PointerEvent, starts: boolean): void => {
    if (glass.current === null) return;
    if (trace.current.length === 0) began.current = e.timeStamp;
    const next = withDot(trace.current, dot(e.clientX, e.clientY, e.timeStamp - began.current, glass.current.getBoundingClientRect()), starts);
    trace.current = next; // several moves may come before the next drawing
    onChange(next);
  };
  const down = (e: PointerEvent): void => { e.currentTarget.setPointerCapture(e.pointerId); put(e, true); };
  const move = (e: PointerEvent): void => { if (e.currentTarget.hasPointerCapture(e.pointerId)) put(e, false); };
  const ok = isSignature(strokes);
  return (
    <div className="glass">
      <svg ref={glass} viewBox={`0 0 ${GLASS} ${HEIGHT}`} role="img" aria-label={label} onPointerDown={down} onPointerMove={move}>
        {strokes.length === 0 && <text x={GLASS / 2} y={HEIGHT / 2} textAnchor="middle" dominantBaseline="middle">{t('signHere')}</text>}
        <path d={asPath(strokes)} />
      </svg>
      <p className="row"><span className={`grow ${strokes.length > 0 && !ok ? 'paper-wrong' : 'muted'}`} role="status">{strokes.length === 0 ? '' : ok ? t('signedOk') : t('tooShort')}</span>{strokes.length > 0 && <Button small look="quiet" onClick={wipe}>{t('clear')}</Button>}</p>
    </div>
  );
}
