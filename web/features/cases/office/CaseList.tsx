import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Grid, Input, Select, Spin, Table, type TableProps } from 'antd';
import { type ReactNode, useMemo } from 'react';
import { Link, useNavigate } from 'react-router';
import { api, saveBlob, type CaseRow } from '@shared/api';
import { day, lookUp, useLanguage, useTexts } from '@shared/i18n';
import { Empty, Icon, Trouble } from '@shared/parts';
import { CASES, DESK_NAMES } from '../texts';
import { CaseCards } from './CaseCards';
import { Due } from './Due';
import { type FilterName, csv, useFilters } from './filters';
import { CASE_STATES } from './states';
import { Sideways } from './Sideways';
import { lastDay } from './limits';
import { ViolationPicker } from './ViolationPicker';
import { heading, limitIn, yuan } from './words';

/** Search over all cases that one may see. */
export function CaseList(): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const go = useNavigate();
  const { filters, set, clear } = useFilters();
  const pages = useInfiniteQuery({
    queryKey: ['cases', 'list', filters], initialPageParam: 0, queryFn: ({ pageParam }) => api.cases({ ...filters, cursor: pageParam === 0 ? '' : pageParam }), getNextPageParam: (last) => last.next ?? undefined, placeholderData: (old) => old,
  });
  const rows = useMemo(() => pages.data?.pages.flatMap((p) => p.cases) ?? [], [pages.data]);
  const { md: wide = true } = Grid.useBreakpoint();
  const none = <Empty icon="search" title={t('noneFound')}>{t('noneFoundText')}</Empty>;
  const waiting = pages.isFetching && rows.length === 0;
  const save = (): void => saveBlob(new Blob([sheetOf(rows, lang, t)], { type: 'text/csv' }), 'cases.csv');
  const columns: TableProps<CaseRow>['columns'] = [
    { title: t('no'), width: 190, render: (_, r) => <Link to={`/office/cases/${encodeURIComponent(r.no)}`}>{r.no}</Link> },
    { title: t('state'), width: 130, render: (_, r) => heading(r, 'state_name', lang) },
    { title: t('due'), width: 200, render: (_, r) => <Due row={r} named /> },
    { title: t('violation'), render: (_, r) => heading(r, 'violation_name', lang) },
    { title: t('party'), width: 120, dataIndex: 'party' },
    { title: t('place'), dataIndex: 'address', ellipsis: true },
    { title: t('amount'), width: 90, align: 'right', render: (_, r) => yuan(r.amount) },
    { title: t('desk'), width: 110, render: (_, r) => lookUp(DESK_NAMES, r.desk, lang) },
    { title: t('opened'), width: 130, render: (_, r) => day(r.opened_at, lang) },
  ];
  return (
    <>
      <Bar filters={filters} set={set} clear={clear} />
      <div className="row wrap"><span className="muted grow">{t('shared')}</span>{rows.length > 0 && <Button icon={<Icon name="download" />} onClick={save}>{t('export')}</Button>}</div>
      {pages.isError && <Trouble error={pages.error} retry={() => void pages.refetch()} />}
      {!wide && (rows.length > 0 ? <CaseCards rows={rows} /> : waiting ? <Spin /> : none)}
      {wide && <Sideways label={t('table')}><Table<CaseRow> rowKey="no" size="middle" columns={columns} dataSource={rows} loading={waiting} pagination={false} scroll={{ x: 1180 }}
        onRow={(r) => ({ onClick: () => void go(`/office/cases/${encodeURIComponent(r.no)}`), style: { cursor: 'pointer' } })} locale={{ emptyText: none }} /></Sideways>}
      {rows.length > 0 && <p className="list-end">{pages.hasNextPage ? <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>{t('loadMore')}</Button> : <span className="muted">{t('end')}</span>}</p>}
    </>
  );
}

type Filtering = ReturnType<typeof useFilters>;

function Bar({ filters, set, clear }: Filtering): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const from = (texts: Readonly<Record<string, readonly [string, string]>>): { value: string; label: string }[] => Object.entries(texts).filter(([value]) => value !== '').map(([value, pair]) => ({ value, label: pair[lang === 'zh' ? 0 : 1] }));
  const choose = (name: FilterName, label: string, options: { value: string; label: string }[]): ReactNode => <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={label} aria-label={label} className="office-select" options={options} value={filters[name] ?? null} onChange={(v: string | null) => set(name, v ?? '')} />;
  return (
    <div className="office-bar" role="search">
      <Input.Search key={filters.q ?? ''} allowClear defaultValue={filters.q ?? ''} placeholder={t('search')} aria-label={t('search')} className="office-search" onSearch={(v) => set('q', v)} />
      {choose('state', t('state'), from(CASE_STATES))}{choose('desk', t('desk'), from(DESK_NAMES))}
      <ViolationPicker value={filters.violation ?? ''} onChange={(v) => set('violation', v)} />
      <label>{t('from')} <input type="date" className="date" value={filters.first ?? ''} onChange={(e) => set('first', e.target.value)} /></label><label>{t('to')} <input type="date" className="date" value={filters.last ?? ''} onChange={(e) => set('last', e.target.value)} /></label>
      <label className="tick"><input type="checkbox" checked={filters.late === 'true'} onChange={(e) => set('late', e.target.checked ? 'true' : '')} /> {t('lateOnly')}</label>
      {Object.keys(filters).length > 0 && <Button type="link" onClick={clear}>{t('clear')}</Button>}
    </div>
  );
}

const HEAD = ['no', 'state', 'violation', 'party', 'place', 'amount', 'desk', 'opened', 'filed', 'due'] as const;
function sheetOf(rows: readonly CaseRow[], lang: 'zh' | 'en', t: (key: (typeof HEAD)[number]) => string): string {
  return csv([...HEAD.map((key) => t(key)), ''], rows.map((r) => [r.no, heading(r, 'state_name', lang), heading(r, 'violation_name', lang), r.party, r.address, r.amount === null ? '' : r.amount / 100, lookUp(DESK_NAMES, r.desk, lang), r.opened_at, r.filed_on, lastDay(r.due_at), r.due_name === '' ? '' : limitIn(r.due_name, lang)]));
}
