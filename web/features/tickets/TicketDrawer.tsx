import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo } from 'react';
import { Link } from 'react-router';
import { api, type Ticket, useSession } from '@shared/api';
import { LAMPS, SOURCES, STATES, dayAndTime, duration, lookUp, nameIn, remaining, said, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Icon, Photos, Spinner, Trouble } from '@shared/parts';
import { AskReason } from '@shared/parts/AskReason';
import { Actions } from './Actions';
import { Outside } from './Outside';
import { Timeline } from './Timeline';
import { TICKETS } from './texts';

type Props = { no: string; onChange: (again: () => void) => () => void; onClose: () => void; onLoaded: (ticket: Ticket) => void; beside?: ReactNode };

export function TicketDrawer({ no, onChange, onClose, onLoaded, beside }: Props): ReactNode {
  const t = useTexts(TICKETS);
  const client = useQueryClient();
  const key = useMemo(() => ['ticket', no], [no]);
  const ticket = useQuery({ queryKey: key, queryFn: () => api.ticket(no), refetchInterval: 15_000 });
  useEffect(() => { if (ticket.data !== undefined) onLoaded(ticket.data); }, [ticket.data, onLoaded]);
  useEffect(() => onChange(() => void client.invalidateQueries({ queryKey: key })), [onChange, client, key]);
  return (
    <aside className="drawer" aria-label={no}>
      <header className="row"><span className="drawer-no grow">{no}</span><Button small look="quiet" aria-label={t('close')} onClick={onClose}><Icon name="close" /></Button></header>
      {ticket.isPending && <Spinner />}
      {ticket.isError && <Trouble error={ticket.error} retry={() => void ticket.refetch()} />}
      {ticket.data !== undefined && <Body ticket={ticket.data} beside={beside} onDone={(next) => client.setQueryData(key, next)} />}
    </aside>
  );
}

const MERGEABLE = new Set(['reported', 'verifying', 'to_dispatch', 'dispatched']);
const DECIDERS = new Set(['acceptor', 'shift_leader', 'dispatcher']);
const photosOf = (ticket: Ticket): string[] =>
  [...new Set([...ticket.reports_list.flatMap((r) => r.photos), ...ticket.timeline.flatMap((x) => x.photos)])];

function Body({ ticket, beside, onDone }: { ticket: Ticket; beside: ReactNode; onDone: (next: Ticket) => void }): ReactNode {
  const { roles } = useSession();
  const mayDecide = roles.some((r) => DECIDERS.has(r.role));
  const t = useTexts(TICKETS);
  const lang = useLanguage();
  const lampName = lookUp(LAMPS, ticket.lamp, lang);
  return (
    <div className="drawer-body">
      <h1>{nameIn(ticket.matter, lang)}</h1>
      <div className="row wrap">
        <Chip>{lookUp(STATES, ticket.state, lang)}</Chip>
        <Chip colour={ticket.lamp}><i className="dot" />{ticket.remaining_s === null ? lampName : remaining(ticket.remaining_s, lang)}</Chip>
        {ticket.fast_lane && <Chip colour="grey">{t('fast')}</Chip>}{ticket.urged && <Chip colour="red">{t('urged')}</Chip>}
        {ticket.recurrence_of && <Chip colour="grey">{t('recurrence', { no: ticket.recurrence_of })}</Chip>}
      </div>
      <p className="row top"><Icon name="pin" />{ticket.address}</p>
      {ticket.text !== '' && <blockquote>{ticket.text}</blockquote>}
      <dl className="facts">
        <div><dt>{t('unit')}</dt><dd>{ticket.unit?.name ?? '—'}</dd></div><div><dt>{t('crew')}</dt><dd>{ticket.crew?.name ?? '—'}</dd></div>
        <div><dt>{t('source')}</dt><dd>{lookUp(SOURCES, ticket.source, lang)} · {t('reports', { n: ticket.reports })}</dd></div><div><dt>{t('street')}</dt><dd>{ticket.street_name}</dd></div>
      </dl>
      <Why ticket={ticket} />
      <Photos urls={photosOf(ticket).slice(0, 6)} />
      <Actions ticket={ticket} onDone={onDone} />
      {MERGEABLE.has(ticket.state) && mayDecide && <p><Link className="row" to={`/command/same?ticket=${ticket.no}`}><Icon name="copy" />{t('mayBe')}</Link></p>}
      <Merged ticket={ticket} />
      <Outside no={ticket.no} />
      {beside}
      <Clocks ticket={ticket} />
      <section><h2>{t('timeline')}</h2><Timeline items={ticket.timeline} /></section>
      <Conditions ticket={ticket} />
    </div>
  );
}

/** Reports that were merged into this ticket; whoever may decide takes one out again. */
function Merged({ ticket }: { ticket: Ticket }): ReactNode {
  const t = useTexts(TICKETS);
  const lang = useLanguage();
  const client = useQueryClient();
  const { roles } = useSession();
  const more = ticket.reports_list.slice(1);
  if (more.length === 0) return null;
  const mayDecide = roles.some((r) => DECIDERS.has(r.role));
  const take = async (receipt: string, reason: string): Promise<void> => {
    await api.splitOff(ticket.no, receipt, reason);
    await client.invalidateQueries({ queryKey: ['ticket', ticket.no] });
  };
  return (
    <section><h2>{t('mergedReports')}</h2>
      <ul className="merged">{more.map((r) => (
        <li key={r.receipt}><div className="grow"><span className="muted">{dayAndTime(r.at, lang)} · {lookUp(SOURCES, r.source, lang)} · {r.receipt}</span><p>{r.text}</p></div>{mayDecide && <AskReason label={t('split')} title={t('splitTitle')} run={(reason) => take(r.receipt, reason)} />}</li>
      ))}</ul>
    </section>
  );
}

function Why({ ticket }: { ticket: Ticket }): ReactNode {
  const t = useTexts(TICKETS);
  const lang = useLanguage();
  const last = ticket.assignments.findLast((a) => a.crew !== null);
  const sentence = (lang === 'en' ? ticket.why_crew_en : null) || ticket.why_crew;
  if (!sentence) return null;
  return (
    <section className="why">
      <h2><Icon name="route" />{t('why')}{last?.travel_s != null && <span>{t('route', { t: duration(last.travel_s, lang) })}</span>}</h2>
      <p>{sentence}</p>
      {last?.runner_up && <p className="muted">{t(last.runner_up.cost_difference < 0 ? 'runnerUpNeeded' : 'runnerUp', { name: last.runner_up.name, n: Math.abs(last.runner_up.cost_difference).toFixed(1) })}</p>}
    </section>
  );
}

function Clocks({ ticket }: { ticket: Ticket }): ReactNode {
  const t = useTexts(TICKETS);
  const lang = useLanguage();
  if (ticket.clocks.length === 0) return null;
  return (
    <section><h2>{t('clocks')}</h2>
      <ul className="clocks">{ticket.clocks.map((c) => (
        <li key={c.name + c.from} className={c.state}><i className="dot" /><span className="grow">{nameIn(c, lang)}</span><span>{t(c.state)}</span><span className="muted">{c.due_at === null ? '—' : new Date(c.due_at).toLocaleString(lang === 'zh' ? 'zh-CN' : 'en-GB', { timeZone: 'Asia/Shanghai', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' })}</span></li>
      ))}</ul>
    </section>
  );
}

function Conditions({ ticket }: { ticket: Ticket }): ReactNode {
  const t = useTexts(TICKETS);
  const lang = useLanguage();
  const rows = [[t('fileCondition'), ticket.file_condition], [t('closeCondition'), ticket.close_condition], [t('limit'), said(ticket, 'limit_text', lang)]].filter(([, v]) => v);
  if (rows.length === 0) return null;
  return <section><h2>{t('conditions')}</h2><dl className="conditions">{rows.map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{v}</dd></div>)}</dl></section>;
}
