import { type ReactNode, useEffect, useRef, useState } from 'react';

type Props = { ms: number; label: string; hint: string; onHeld: () => void; children: ReactNode };

/** A button that acts only when held: by finger, mouse, or the space or enter key. Letting go early does nothing. */
export function LongPress({ ms, label, hint, onHeld, children }: Props): ReactNode {
  const [held, setHeld] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const stop = (): void => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    setHeld(false);
  };
  const start = (): void => {
    if (timer.current !== null) return;
    setHeld(true);
    timer.current = setTimeout(() => { stop(); navigator.vibrate?.(200); onHeld(); }, ms);
  };
  useEffect(() => stop, []);
  const isKey = (key: string): boolean => key === ' ' || key === 'Enter';
  return (
    <button type="button" className={`hold ${held ? 'held' : ''}`} aria-label={`${label} · ${hint}`} title={hint} style={{ '--hold-ms': `${ms}ms` } as React.CSSProperties}
      onPointerDown={start} onPointerUp={stop} onPointerLeave={stop} onPointerCancel={stop} onContextMenu={(e) => e.preventDefault()}
      onKeyDown={(e) => { if (isKey(e.key)) { e.preventDefault(); start(); } }} onKeyUp={(e) => { if (isKey(e.key)) stop(); }} onBlur={stop}>
      {children}
    </button>
  );
}
