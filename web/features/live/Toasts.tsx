import { type ReactNode, useEffect, useState } from 'react';
import type { LiveTicket } from '@shared/api';
import { STATES, lookUp, useLanguage } from '@shared/i18n';
import type { Bus } from './bus';

type Toast = { id: string; no: string; text: string; state: string; lamp: string };
const SHOWN = 3;
const STAY_MS = 5_000;

/** The last few things that happened, in a corner, one line each; they go by themselves and take no focus. */
export function Toasts({ bus, onTicket }: { bus: Bus; onTicket: (no: string) => void }): ReactNode {
  const lang = useLanguage();
  const [toasts, setToasts] = useState<Toast[]>([]);
  useEffect(() => bus.on('ticket', (data) => {
    const e = data as LiveTicket;
    const toast = { id: e.id, no: e.no, text: e.title, state: e.state, lamp: e.lamp };
    setToasts((old) => [toast, ...old.filter((o) => o.no !== e.no)].slice(0, SHOWN));
    setTimeout(() => setToasts((old) => old.filter((o) => o.id !== e.id)), STAY_MS);
  }), [bus]);
  return (
    <div className="toasts" aria-live="off">
      {toasts.map((x) => <button key={x.no} type="button" className={`toast ${x.lamp}`} onClick={() => onTicket(x.no)}><b>{lookUp(STATES, x.state, lang)}</b><span>{x.text}</span></button>)}
    </div>
  );
}
