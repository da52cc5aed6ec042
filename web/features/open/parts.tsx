import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { FigureRow, Told } from '@shared/api';
import { day, useLanguage, useTexts } from '@shared/i18n';
import { Spinner, Trouble } from '@shared/parts';
import { OPEN } from './texts';

/** 650 → 65.0%; — where there is nothing to divide. */
export const percent = (permille: number | null): string => (permille === null ? '—' : `${(permille / 10).toFixed(1)}%`);

/** What has arrived, or the wait, or what went wrong. */
export function Loaded<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }): ReactNode {
  if (query.isPending) return <Spinner />;
  if (query.isError) return <Trouble error={query.error} retry={() => void query.refetch()} />;
  return children(query.data);
}

export const Table = ({ label, head, children }: { label: string; head: readonly (readonly [text: string, number?: boolean])[]; children: ReactNode }): ReactNode => (
  <div className="open-table" tabIndex={0} role="region" aria-label={label}><table>
    <caption className="sr-only">{label}</caption>
    <thead><tr>{head.map(([text, number = false]) => <th key={text} scope="col" className={number ? 'number' : ''}>{text}</th>)}</tr></thead>
    <tbody>{children}</tbody>
  </table></div>
);

/** A number with a bar that says it again to the eye. */
export const Bar = ({ permille }: { permille: number | null }): ReactNode => (
  <>{percent(permille)}{permille !== null && <span className="open-bar" aria-hidden="true"><i style={{ width: `${permille / 10}%` }} /></span>}</>
);

export const N = ({ n }: { n: Told }): ReactNode => <td className="number">{n}</td>;

export function ReleasedBy({ who, at }: { who: string; at: string }): ReactNode {
  const t = useTexts(OPEN);
  const lang = useLanguage();
  return <p className="muted">{who === '' ? t('byRule', { d: day(at, lang) }) : t('by', { who, d: day(at, lang) })}</p>;
}

export function MonthPicker({ months, month, onMonth }: { months: readonly string[]; month: string; onMonth: (month: string) => void }): ReactNode {
  const t = useTexts(OPEN);
  return (
    <label className="row wrap">{t('month')} <select className="input select" value={month} onChange={(e) => onMonth(e.target.value)}>{months.map((m) => <option key={m} value={m}>{m}</option>)}</select></label>
  );
}

export const rowsOf = (rows: readonly FigureRow[], level: FigureRow['level']): FigureRow[] => rows.filter((r) => r.level === level);
