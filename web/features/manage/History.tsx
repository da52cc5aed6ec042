import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { api } from '@shared/api';
import { dayAndTime, useLanguage, useTexts } from '@shared/i18n';
import { Chip, Empty, Spinner, Trouble } from '@shared/parts';
import { Difference } from './Changes';
import { MANAGE } from './texts';

/** Who changed what when, newest first: read from the event rows. */
export function History({ sheet }: { sheet: string }): ReactNode {
  const t = useTexts(MANAGE);
  const lang = useLanguage();
  const pages = useInfiniteQuery({ queryKey: ['manage', 'history', sheet], initialPageParam: 0, queryFn: ({ pageParam }) => api.sheetHistory(sheet, pageParam), getNextPageParam: (last) => last.next ?? undefined });
  if (pages.isPending) return <Spinner />;
  if (pages.isError) return <Trouble error={pages.error} retry={() => void pages.refetch()} />;
  const rows = pages.data.pages.flatMap((p) => p.rows);
  if (rows.length === 0) return <Empty icon="clock" title={t('noHistory')}>{t('noHistoryText')}</Empty>;
  return (
    <ol className="history">
      {rows.map(({ seq, at, who, change }) => (
        <li key={seq}>
          <div className="row wrap"><span className="muted">{dayAndTime(at, lang)} · {who}</span><Chip colour={change.what === 'added' ? 'green' : change.what === 'gone' ? 'red' : ''}>{t(change.what)}</Chip></div>
          <strong>{change.name}</strong>
          <Difference change={change} />
        </li>
      ))}
      {pages.hasNextPage && <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>{t('older')}</Button>}
    </ol>
  );
}
