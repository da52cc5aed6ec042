import type { UseQueryResult } from '@tanstack/react-query';
import { Table, type TableProps } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '@shared/i18n';
import { Empty, Trouble } from '@shared/parts';
import { Sideways } from './Sideways';
import { MANAGE } from './texts';

type Page<R> = { rows: R[]; total?: number };
type Props<R> = { query: UseQueryResult<Page<R>>; rowKey: (row: R) => string; columns: TableProps<R>['columns']; width: number; emptyTitle: string; emptyText: string };

/** One list of a register: its count, its rows, and what to do when there are none. */
export function Listing<R extends object>({ query, rowKey, columns, width, emptyTitle, emptyText }: Props<R>): ReactNode {
  const t = useTexts(MANAGE);
  const rows = query.data?.rows ?? [];
  const total = query.data?.total ?? rows.length;
  return (
    <>
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      <p className="muted">{[t('total', { n: total }), ...(total > rows.length ? [t('more', { n: rows.length })] : []), t('shared')].join(' · ')}</p>
      <Sideways label={t('table')}><Table<R> rowKey={rowKey} size="middle" columns={columns ?? []} dataSource={rows} loading={query.isFetching && rows.length === 0} pagination={{ defaultPageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: width }} locale={{ emptyText: <Empty icon="list" title={emptyTitle}>{emptyText}</Empty> }} /></Sideways>
    </>
  );
}
