import { type PointerEvent, type ReactNode, useEffect, useRef } from 'react';
import { Button } from '@shared/parts';
import { useTexts } from '@shared/i18n';
import type { Strokes } from './model';
import { SPOT } from './texts';

// Traces as zhicheng/flow/papers/handwriting.py reads them: integers, x and y of a glass some 1,000 units wide, milliseconds from the first touch.
export const GLASS = { width: 1000, height: 400 };
const LONGEST_MS = 600_000;
type Dot = [number, number, number];

/** Enough for a name: the server refuses less. */
export function isName(strokes: Strokes): boolean {
  const dots = strokes.flat();
  const extent = (i: 0 | 1): number => Math.max(...dots.map((d) => d[i])) - Math.min(...dots.map((d) => d[i]));
  return dots.length >= 8 && Math.max(extent(0), extent(1)) >= 60;
}

type Props = { label: string; strokes: Strokes; onChange: (strokes: Strokes) => void };

export function Glass({ label, strokes, onChange }: Props): ReactNode {
  const t = useTexts(SPOT);
  const canvas = useRef<HTMLCanvasElement>(null);
  const pending = useRef<Dot[][]>([]);
  const began = useRef(0);
  const drawing = useRef(false);

  useEffect(() => {
    pending.current = strokes.map((s) => s.map(([x, y, ms]): Dot => [x, y, ms]));
    const pen = canvas.current?.getContext('2d');
    if (pen == null) return;
    pen.clearRect(0, 0, GLASS.width, GLASS.height);
    pen.lineWidth = 7;
    pen.lineCap = pen.lineJoin = 'round';
    for (const stroke of strokes) {
      pen.beginPath();
      stroke.forEach(([x, y], i) => (i === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
      pen.stroke();
    }
  }, [strokes]);

  const dot = (e: PointerEvent<HTMLCanvasElement>): Dot => {
    const box = e.currentTarget.getBoundingClientRect();
    const on = (at: number, size: number, units: number): number => Math.round(Math.min(1, Math.max(0, at / size)) * units);
    if (began.current === 0) began.current = performance.now();
    return [on(e.clientX - box.left, box.width, GLASS.width), on(e.clientY - box.top, box.height, GLASS.height), Math.min(LONGEST_MS, Math.round(performance.now() - began.current))];
  };
  const down = (e: PointerEvent<HTMLCanvasElement>): void => {
    e.currentTarget.setPointerCapture(e.pointerId);
    drawing.current = true;
    pending.current.push([dot(e)]);
  };
  const move = (e: PointerEvent<HTMLCanvasElement>): void => {
    if (!drawing.current) return;
    const last = pending.current.at(-1);
    const before = last?.at(-1);
    const now = dot(e);
    last?.push(now);
    const pen = e.currentTarget.getContext('2d');
    if (pen === null || before === undefined) return;
    pen.lineWidth = 7;
    pen.lineCap = 'round';
    pen.beginPath();
    pen.moveTo(before[0], before[1]);
    pen.lineTo(now[0], now[1]);
    pen.stroke();
  };
  const up = (): void => {
    if (!drawing.current) return;
    drawing.current = false;
    onChange(pending.current.map((s) => [...s]));
  };
  return (
    <div className="glass">
      <div className="row"><b className="grow">{label}</b><Button small onClick={() => { began.current = 0; onChange([]); }} disabled={strokes.length === 0}>{t('again')}</Button></div>
      <canvas ref={canvas} width={GLASS.width} height={GLASS.height} role="img" aria-label={`${label} · ${t('glass')}`} onPointerDown={down} onPointerMove={move} onPointerUp={up} onPointerCancel={up} />
    </div>
  );
}
