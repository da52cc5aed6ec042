import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link, useLocation } from 'react-router';
import { api, useCityNow, type WhistleRow } from '@shared/api';
import { ago, lookUp, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Empty, Icon, Spinner, Trouble } from '@shared/parts';
import { Left } from './parts';
import { WHISTLES } from './texts';

const FILTERS = ['open', 'late', 'closed', ''] as const;
const NAMES = { open: 'open', late: 'late', closed: 'closed', '': 'all' } as const;

/** Whistles, newest first; it asks again by itself. */
export function List({ base }: { base: string }): ReactNode {
  const t = useTexts(WHISTLES);
  const [state, setState] = useState<(typeof FILTERS)[number]>('open');
  const found = useInfiniteQuery({
    queryKey: ['whistles', state], queryFn: ({ pageParam }) => api.whistles({ state, before: pageParam }), initialPageParam: 0,
    getNextPageParam: (last) => last.next || undefined, refetchInterval: 5_000,
  });
  const rows = found.data?.pages.flatMap((p) => p.items) ?? [];
  return (
    <div className="stack">
      <div className="whistle-filters" role="group" aria-label={t('mine')}>{FILTERS.map((f) => <button key={f} type="button" aria-pressed={state === f} onClick={() => setState(f)}>{t(NAMES[f])}</button>)}</div>
      {found.isPending && <Spinner />}
      {found.isError && <Trouble error={found.error} retry={() => void found.refetch()} />}
      {found.isSuccess && rows.length === 0 && <Empty icon="bell" title={t(state === 'open' ? 'none' : 'nothing')}>{state === 'open' && t('noneText')}</Empty>}
      <ul className="stack">{rows.map((w) => <li key={w.no}><Row whistle={w} base={base} /></li>)}</ul>
      {found.hasNextPage && <Button onClick={() => void found.fetchNextPage()}>{t('more')}</Button>}
    </div>
  );
}

function Row({ whistle: w, base }: { whistle: WhistleRow; base: string }): ReactNode {
  const t = useTexts(WHISTLES);
  const lang = useLanguage();
  const now = useCityNow(10_000);
  const { search } = useLocation();
  return (
    <Link className="card whistle-row" to={{ pathname: `${base}/${w.no}`, search }}>
      <span className="row wrap"><Chip>{lookUp(WHISTLES, `s_${w.state}`, lang)}</Chip><Chip colour="grey">{lookUp(WHISTLES, `k_${w.kind}`, lang)}</Chip><Left due={w.due_at} lamp={w.lamp} />{w.late > 0 && <Chip colour="red">{t('lateN', { n: w.late })}</Chip>}</span>
      <strong>{w.reason}</strong>
      <span className="muted row top"><Icon name="pin" />{w.address}</span>
      <span className="muted">{w.street_name} · {ago(w.blown_at, now, lang)} · {t('answered', { n: w.answered, m: w.departments.length })}</span>
      <span className="row wrap whistle-lamps">{w.departments.map((d, i) => <Chip key={d} colour={w.lamps[i] ?? 'grey'}>{d}</Chip>)}</span>
    </Link>
  );
}

/** In a ticket: whistles that belong to it, and the way to blow one. */
export function TicketWhistles({ no, blows }: { no: string; blows: boolean }): ReactNode {
  const t = useTexts(WHISTLES);
  const lang = useLanguage();
  const { search } = useLocation();
  const found = useQuery({ queryKey: ['ticket-whistles', no], queryFn: () => api.whistlesOfTicket(no), refetchInterval: 15_000 }).data?.items ?? [];
  const demo = new URLSearchParams(search).get('demo');
  const kept = demo === null ? '' : `&demo=${demo}`;
  return (
    <div className="row wrap ticket-whistles">
      {found.map((w) => <Link key={w.no} className="btn small" to={{ pathname: `/command/whistles/${w.no}`, search: kept.replace('&', '?') }}><Icon name="bell" />{w.no} · {lookUp(WHISTLES, `s_${w.state}`, lang)}</Link>)}
      {blows && <Link className="btn small" to={{ pathname: '/command/whistles/new', search: `?ticket=${no}${kept}` }}><Icon name="people" />{t('t_blow')}</Link>}
    </div>
  );
}
