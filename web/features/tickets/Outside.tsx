import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '@shared/api';
import { dayAndTime, lookUp, useLanguage, useTexts } from '@shared/i18n';
import { Chip } from '@shared/parts';
import { TICKETS } from './texts';

/** What other platforms have to do with this ticket: the hotline's orders with their own deadlines, words from other cities' apps. */
export function Outside({ no }: { no: string }): ReactNode {
  const t = useTexts(TICKETS);
  const lang = useLanguage();
  const orders = useQuery({ queryKey: ['ticket-orders', no], queryFn: () => api.ordersOfTicket(no), staleTime: 15_000 }).data ?? [];
  const words = useQuery({ queryKey: ['ticket-words', no], queryFn: () => api.wordsOfTicket(no), refetchInterval: 30_000 }).data ?? [];
  if (orders.length + words.length === 0) return null;
  return (
    <section><h2>{t('outside')}</h2>
      <ul className="merged">
        {orders.map((o) => (
          <li key={`${o.sender}${o.number}${o.round}`}><div className="grow"><span>{o.sender} {o.number}{o.round > 1 && ` · ${t('round', { n: o.round })}`}</span><p className="muted">{o.due_at === null ? t('noTheirLimit') : t('theirLimit', { t: dayAndTime(o.due_at, lang) })}</p></div>
            <span className="row wrap">{o.secret && <Chip colour="amber">{t('secretCaller')}</Chip>}<Chip colour={o.solved === false ? 'red' : 'grey'}>{o.solved === null ? lookUp(TICKETS, `order_${o.state}`, lang) : t(o.solved ? 'solved' : 'unsolved')}</Chip></span></li>
        ))}
        {words.map((w) => (
          <li key={`${w.sender}${String(w.at)}${w.text}`}><div className="grow"><span className="muted">{dayAndTime(w.at, lang)} · {w.sender} · {w.receipt}</span><p>{w.text}</p>{w.media_url !== '' && <a href={w.media_url} target="_blank" rel="noreferrer nofollow">{t('theirPicture')}</a>}</div><Chip colour="grey">{w.status}</Chip></li>
        ))}
      </ul>
    </section>
  );
}
