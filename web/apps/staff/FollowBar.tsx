import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { Clock, Connection } from '@features/live';
import { TICKETS } from '@features/tickets';
import { api, type Ticket } from '@shared/api';
import type { LiveState } from '@shared/api/stream';
import { STATES, lookUp, nameIn, remaining, useLanguage, useTexts } from '@shared/i18n';
import { Chip } from '@shared/parts';

type Props = { no: string | null; ticket: Ticket | null; connection: LiveState; onChange: (again: () => void) => () => void; onLoaded: (ticket: Ticket) => void };

/** In a small frame: the one ticket that is being followed, and why this crew. */
export function FollowBar({ no, ticket, connection, onChange, onLoaded }: Props): ReactNode {
  const t = useTexts(TICKETS);
  const lang = useLanguage();
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['ticket', no], queryFn: () => api.ticket(no ?? ''), enabled: no !== null, refetchInterval: 10_000 });
  useEffect(() => { if (query.data !== undefined) onLoaded(query.data); }, [query.data, onLoaded]);
  useEffect(() => onChange(() => void client.invalidateQueries({ queryKey: ['ticket', no] })), [onChange, client, no]);
  const why = (lang === 'en' ? ticket?.why_crew_en : null) || ticket?.why_crew;
  return (
    <>
      <div className="follow-head"><Connection state={connection} /><Clock /></div>
      {ticket !== null && (
        <div className="follow" role="status">
          <div className="row wrap"><strong>{nameIn(ticket.matter, lang)}</strong><Chip>{lookUp(STATES, ticket.state, lang)}</Chip>{ticket.remaining_s !== null && <Chip colour={ticket.lamp}>{remaining(ticket.remaining_s, lang)}</Chip>}{ticket.crew && <Chip colour="grey">{ticket.crew.name}</Chip>}</div>
          {why ? <p title={t('why')}>{why}</p> : <p>{ticket.address}</p>}
        </div>
      )}
    </>
  );
}
