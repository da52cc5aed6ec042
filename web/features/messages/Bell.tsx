import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { api } from '@shared/api';
import { dayAndTime, said, useLanguage, useTexts } from '@shared/i18n';
import { Button, Empty, Icon, Trouble } from '@shared/parts';
import { MESSAGES } from './texts';
import './messages.css';

const EVERY_MS = 15_000;

/** One's own messages: how many are new, and what they say. Opening one leads to its ticket, where the face has tickets. */
export function Bell({ onTicket }: { onTicket?: (no: string) => void }): ReactNode {
  const t = useTexts(MESSAGES);
  const lang = useLanguage();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const query = useQuery({ queryKey: ['messages'], queryFn: api.messages, refetchInterval: EVERY_MS });
  const unread = query.data?.unread ?? 0;
  const shown = unread > 99 ? '99+' : unread; // what is read aloud is what is seen
  const items = query.data?.items ?? [];
  useEffect(() => {
    if (!open) return;
    const away = (e: Event): void => { if (e instanceof KeyboardEvent ? e.key === 'Escape' : !box.current?.contains(e.target as Node)) setOpen(false); };
    document.addEventListener('pointerdown', away);
    document.addEventListener('keydown', away);
    return () => { document.removeEventListener('pointerdown', away); document.removeEventListener('keydown', away); };
  }, [open]);
  const readAll = (): void => { const newest = items[0]; if (newest !== undefined) void api.readMessages(newest.id).then((now) => client.setQueryData(['messages'], now)); };
  return (
    <div className="bell" ref={box}>
      <button type="button" aria-expanded={open} aria-label={t('bell', { n: shown })} title={t('bell', { n: unread })} onClick={() => setOpen(!open)}><Icon name="bell" />{unread > 0 && <b aria-hidden>{shown}</b>}</button>
      {open && (
        <section className="bell-list" aria-label={t('title')}>
          <div className="row"><strong className="grow">{t('title')}</strong>{unread > 0 && <Button small onClick={readAll}>{t('readAll')}</Button>}</div>
          {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
          {query.isSuccess && items.length === 0 && <Empty icon="bell" title={t('none')}>{t('noneText')}</Empty>}
          <ul>{items.map((m) => (
            <li key={m.id} className={m.read ? '' : 'new'}>
              {onTicket !== undefined && m.ticket !== '' ? <button type="button" onClick={() => { setOpen(false); onTicket(m.ticket); }}>{said(m, 'text', lang)}</button> : <p>{said(m, 'text', lang)}</p>}
              <span className="muted">{dayAndTime(m.at, lang)}</span>
            </li>
          ))}</ul>
        </section>
      )}
    </div>
  );
}
