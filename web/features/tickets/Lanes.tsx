import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, memo, useEffect } from 'react';
import { api, type Lane, type TicketRow } from '@shared/api';
import { STATES, lookUp, nameIn, remaining, useLanguage, useTexts } from '@shared/i18n';
import { Spinner, Trouble } from '@shared/parts';
import { TICKETS } from './texts';

type Props = { onChange: (again: () => void) => () => void; selected: string | null; onTicket: (no: string) => void };

/** One lane per state, the most urgent first. */
export function Lanes({ onChange, selected, onTicket }: Props): ReactNode {
  const t = useTexts(TICKETS);
  const client = useQueryClient();
  const lanes = useQuery({ queryKey: ['lanes'], queryFn: api.lanes, refetchInterval: 20_000 });
  useEffect(() => onChange(() => void client.invalidateQueries({ queryKey: ['lanes'] })), [onChange, client]);
  if (lanes.isPending) return <Spinner />;
  if (lanes.isError) return <Trouble error={lanes.error} retry={() => void lanes.refetch()} />;
  return (
    <section className="lanes" aria-label={t('lanes')}>
      {lanes.data.lanes.map((lane) => <LaneColumn key={lane.state} lane={lane} selected={selected} onTicket={onTicket} />)}
    </section>
  );
}

function LaneColumn({ lane, selected, onTicket }: { lane: Lane; selected: string | null; onTicket: (no: string) => void }): ReactNode {
  const t = useTexts(TICKETS);
  const lang = useLanguage();
  const left = lane.count - lane.items.length;
  return (
    <div className={`lane ${lane.count === 0 ? 'empty' : ''}`}>
      <h2>{lookUp(STATES, lane.state, lang)}<b>{lane.count}</b>{lane.yellow > 0 && <i className="amber">{lane.yellow}</i>}{lane.red > 0 && <i className="red">{lane.red}</i>}</h2>
      <ul>
        {lane.items.map((row) => <li key={row.no}><Card row={row} on={row.no === selected} onTicket={onTicket} /></li>)}
        {lane.count === 0 && <li className="lane-empty">{t('emptyLane')}</li>}
        {left > 0 && <li className="lane-empty">{t('more', { n: left })}</li>}
      </ul>
    </div>
  );
}

const Card = memo(function Card({ row, on, onTicket }: { row: TicketRow; on: boolean; onTicket: (no: string) => void }): ReactNode {
  const lang = useLanguage();
  return (
    <button type="button" className={`lane-card ${row.lamp} ${on ? 'on' : ''}`} aria-pressed={on} onClick={() => onTicket(row.no)}>
      <strong>{nameIn(row.matter, lang)}{row.reports > 1 && <em>×{row.reports}</em>}</strong>
      <span>{row.address || row.street_name}</span>
      <small><i>{row.crew?.name ?? row.unit?.name ?? ''}</i>{row.remaining_s !== null && <b>{remaining(row.remaining_s, lang)}</b>}</small>
    </button>
  );
});
