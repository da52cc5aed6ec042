import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Table, type TableProps } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { api, type TicketRow } from '@shared/api';
import { SOURCES, STATES, dayAndTime, lookUp, nameIn, remaining, useLanguage, useTexts } from '@shared/i18n';
import { Chip, Empty, Trouble } from '@shared/parts';
import { FilterBar } from './FilterBar';
import { type Filters, toQuery } from './filters';
import { TICKETS } from './texts';

const PAGE = 50;

type Props = { filters: Filters; onFilters: (next: Filters) => void; onTicket: (no: string) => void };

/** Search over all tickets: keyset pages, no count unless asked. */
export default function TicketList({ filters, onFilters, onTicket }: Props): ReactNode {
  const t = useTexts(TICKETS);
  const [count, setCount] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const pages = useInfiniteQuery({
    queryKey: ['tickets', filters], initialPageParam: '', queryFn: ({ pageParam }) => api.tickets({ ...toQuery(filters), after: pageParam, limit: PAGE }),
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const rows = pages.data?.pages.flatMap((p) => p.items) ?? [];
  const { searching, more } = useWholePages(pages, rows.length, JSON.stringify(filters));
  const save = async (format: 'csv' | 'xlsx'): Promise<void> => {
    try {
      const url = URL.createObjectURL(await api.ticketExport({ ...toQuery(filters), format }));
      Object.assign(document.createElement('a'), { href: url, download: `tickets.${format}` }).click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <section className="ticket-list" aria-label={t('list')}>
      <FilterBar filters={filters} onFilters={(next) => { setCount(null); onFilters(next); }} />
      <div className="row wrap list-tools">
        <span className="muted grow">{count === null ? <Button size="small" type="link" onClick={() => void api.ticketCount(toQuery(filters)).then((c) => setCount(c.count), setError)}>{t('countIt')}</Button> : t('count', { n: count.toLocaleString() })} {t('share')}</span>
        <Button onClick={() => void save('csv')}>{t('export')} CSV</Button><Button onClick={() => void save('xlsx')}>{t('export')} Excel</Button>
      </div>
      {(error ?? pages.error) !== null && <Trouble error={error ?? pages.error} retry={() => { setError(null); void pages.refetch(); }} />}
      <div className="list-scroll">
        <Rows rows={rows} loading={pages.isFetching && !pages.isFetchingNextPage || searching && rows.length === 0} onTicket={onTicket} />
        {(rows.length > 0 || searching) && <p className="list-end">{searching ? <span className="muted" role="status">{t('lookingBack')}</span> : pages.hasNextPage ? <Button onClick={more}>{t('loadMore')}</Button> : <span className="muted">{t('end')}</span>}</p>}
      </div>
    </section>
  );
}

/** A page with a rare filter looks back over so many tickets and may come short: read on until fifty more rows stand, or the end. */
function useWholePages(pages: { hasNextPage: boolean; isFetching: boolean; isError: boolean; fetchNextPage: () => Promise<unknown> }, n: number, key: string): { searching: boolean; more: () => void } {
  const [wanted, setWanted] = useState({ key, n: PAGE });
  const enough = wanted.key === key ? wanted.n : PAGE;
  const { hasNextPage, isFetching, isError, fetchNextPage } = pages;
  const searching = hasNextPage && !isError && n < enough;
  useEffect(() => { if (searching && !isFetching) void fetchNextPage(); }, [searching, isFetching, fetchNextPage]);
  return { searching, more: () => setWanted({ key, n: n + PAGE }) };
}

function Rows({ rows, loading, onTicket }: { rows: TicketRow[]; loading: boolean; onTicket: (no: string) => void }): ReactNode {
  const t = useTexts(TICKETS);
  const lang = useLanguage();
  const columns: TableProps<TicketRow>['columns'] = [
    { title: t('no'), dataIndex: 'no', width: '10.7rem', render: (no: string) => <button type="button" className="link" onClick={() => onTicket(no)}>{no}</button> },
    { title: t('state'), width: '7rem', render: (_, r) => lookUp(STATES, r.state, lang) },
    { title: t('lamp'), width: '9.4rem', render: (_, r) => <Chip colour={r.lamp}><i className="dot" />{r.remaining_s === null ? '—' : remaining(r.remaining_s, lang)}</Chip> },
    { title: t('matter'), render: (_, r) => nameIn(r.matter, lang) },
    { title: t('address'), dataIndex: 'address', ellipsis: true },
    { title: t('unit'), render: (_, r) => r.crew?.name ?? r.unit?.name ?? '—', ellipsis: true },
    { title: t('source'), width: '6.2rem', render: (_, r) => lookUp(SOURCES, r.source, lang) },
    { title: t('opened'), width: '9.4rem', render: (_, r) => dayAndTime(r.opened_at, lang) },
  ];
  return (
    <Table<TicketRow> rowKey="no" size="small" columns={columns} dataSource={rows} loading={loading} pagination={false} scroll={{ x: '68rem' }}
      onRow={(r) => ({ onClick: () => onTicket(r.no), style: { cursor: 'pointer' } })}
      locale={{ emptyText: <Empty icon="search" title={t('noneFound')}>{t('noneFoundText')}</Empty> }} />
  );
}
