import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { api, type LiveTicket } from '@shared/api';
import { STATES, lookUp, nameIn, useLanguage } from '@shared/i18n';
import type { Bus } from './bus';

type Toast = Pick<LiveTicket, 'id' | 'no' | 'matter' | 'state' | 'lamp'>;
const SHOWN = 3;
const STAY_MS = 5_000;

/** The last few things that happened, in a corner, one line each; they go by themselves and take no focus. */
export function Toasts({ bus, onTicket }: { bus: Bus; onTicket: (no: string) => void }): ReactNode {
  const lang = useLanguage();
  const [toasts, setToasts] = useState<Toast[]>([]);
  const matters = useQuery({ queryKey: ['matters'], queryFn: api.matters, staleTime: Infinity });
  const name = (code: string): string => { const m = matters.data?.find((x) => x.code === code); return m === undefined ? code : nameIn(m, lang); };
  useEffect(() => bus.on('ticket', (data) => {
    const e = data as LiveTicket;
    setToasts((old) => [e, ...old.filter((o) => o.no !== e.no)].slice(0, SHOWN));
    setTimeout(() => setToasts((old) => old.filter((o) => o.id !== e.id)), STAY_MS);
  }), [bus]);
  return (
    <div className="toasts" aria-live="off">
      {toasts.map((x) => <button key={x.no} type="button" className={`toast ${x.lamp}`} onClick={() => onTicket(x.no)}><b>{lookUp(STATES, x.state, lang)}</b><span>{name(x.matter)} · {x.no}</span></button>)}
    </div>
  );
}
