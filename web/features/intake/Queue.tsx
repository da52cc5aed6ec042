import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { api } from '@shared/api';
import { dayAndTime, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Empty, Spinner, Trouble } from '@shared/parts';
import { Desk } from './Desk';
import { Groups } from './Groups';
import { lineOf } from './desk';
import { INTAKE } from './texts';

const TABS = ['queue', 'groups'] as const;

/** The acceptor's queue: the list, the report in front, the map; and the bulk step beside them. Filters live in the address. */
export function Queue(): ReactNode {
  const t = useTexts(INTAKE);
  const lang = useLanguage();
  const client = useQueryClient();
  const [search, setSearch] = useSearchParams();
  const [done, setDone] = useState({ completed: 0, rejected: 0 });
  const missing = search.get('missing') ?? '';
  const category = search.get('category');
  const tab = search.get('tab') === 'groups' ? 'groups' : 'queue';
  const set = (changes: Record<string, string | null>): void => setSearch((old) => {
    const next = new URLSearchParams(old);
    for (const [k, v] of Object.entries(changes)) { if (v === null || v === '') next.delete(k); else next.set(k, v); }
    return next;
  }, { replace: true });
  const pages = useInfiniteQuery({ queryKey: ['intake', 'waiting', missing, category], initialPageParam: 0, queryFn: ({ pageParam }) => api.waiting({ missing, category, after: pageParam }), getNextPageParam: (last) => last.next ?? undefined, refetchInterval: 30_000 });
  const rows = pages.data?.pages.flatMap((p) => p.items) ?? [];
  const index = Math.max(0, rows.findIndex((r) => String(r.id) === search.get('report')));
  const report = rows[index];
  const move = (by: number): void => { const next = rows[Math.min(Math.max(index + by, 0), rows.length - 1)]; if (next !== undefined) set({ report: String(next.id) }); };
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => { list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' }); }, [index]);
  const finished = (how: 'completed' | 'rejected'): void => {
    const next = rows[index + 1] ?? rows[index - 1];
    setDone((old) => ({ ...old, [how]: old[how] + 1 }));
    set({ report: next === undefined ? null : String(next.id) });
    void client.invalidateQueries({ queryKey: ['intake'] });
  };
  return (
    <main id="main" className="intake">
      <section className="intake-side" aria-label={t('queue')}>
        <div className="row wrap" role="tablist">{TABS.map((x) => <Button key={x} small role="tab" aria-selected={tab === x} look={tab === x ? 'primary' : ''} onClick={() => set({ tab: x === 'queue' ? null : x })}>{t(x)}</Button>)}</div>
        {tab === 'groups' ? <Groups onFilter={(name) => set({ category: name, tab: null, report: null })} /> : <>
          <div className="row wrap"><strong>{t('total', { n: (pages.data?.pages[0]?.total ?? 0).toLocaleString() })}</strong></div>
          <div className="row wrap" role="group" aria-label={t('missing')}>
            {([['', 'all'], ['matter', 'lacksMatter'], ['place', 'lacksPlace']] as const).map(([value, label]) => <Button key={value} small aria-pressed={missing === value} look={missing === value ? 'primary' : ''} onClick={() => set({ missing: value, report: null })}>{t(label)}</Button>)}
            {category !== null && <Chip>{category} <button type="button" className="link" aria-label={`${t('all')}`} onClick={() => set({ category: null })}>✕</button></Chip>}
          </div>
          {(done.completed > 0 || done.rejected > 0) && <p className="muted" role="status">{t('completed', { n: done.completed })} · {t('rejected', { n: done.rejected })}</p>}
          {pages.isError && <Trouble error={pages.error} retry={() => void pages.refetch()} />}
          <ol ref={list} className="waiting-list">{rows.map((r) => (
            <li key={r.id}><button type="button" aria-current={r.id === report?.id} onClick={() => set({ report: String(r.id) })}><span className="line">{lineOf(r, (n, words) => `${t('note', { n })}${lang === 'zh' ? '：' : ': '}${words || t('noWords')}`)}</span><span className="muted">{dayAndTime(r.received_at, lang)} · {r.missing.map((m) => t(m === 'matter' ? 'lacksMatter' : 'lacksPlace')).join(lang === 'zh' ? '、' : ', ')}</span></button></li>
          ))}</ol>
          {pages.hasNextPage && <Button small onClick={() => void pages.fetchNextPage()}>{t('more')}</Button>}
        </>}
      </section>
      {pages.isPending ? <Spinner /> : report === undefined ? <Empty icon="check" title={t('emptyTitle')}>{t('emptyText')}</Empty> : <Desk key={report.id} report={report} onHeard={() => void client.invalidateQueries({ queryKey: ['intake'] })} onDone={finished} onMove={move} />}
    </main>
  );
}
