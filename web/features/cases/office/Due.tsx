import type { ReactNode } from 'react';
import type { CaseRow } from '@shared/api';
import { useLanguage, useTexts } from '@shared/i18n';
import { Chip } from '@shared/parts';
import { CASES } from '../texts';
import { useToday } from './hooks';
import { daysBetween, lastDay, lightOf } from './limits';
import { limitIn } from './words';

/** Days left in words and in a colour that means time. */
export function Left({ left }: { left: number }): ReactNode {
  const t = useTexts(CASES);
  return <Chip colour={lightOf(left)}><i className="dot" />{left < 0 ? t('daysOver', { n: -left }) : left === 0 ? t('dueToday') : t('daysLeft', { n: left })}</Chip>;
}

/** The next limit of a case. */
export function Due({ row, named = false }: { row: Pick<CaseRow, 'due_at' | 'due_name'>; named?: boolean }): ReactNode {
  const lang = useLanguage();
  const today = useToday();
  const last = lastDay(row.due_at);
  if (last === null) return <span className="muted">—</span>;
  return <span className="due" title={last}><Left left={daysBetween(today, last)} />{named && row.due_name !== '' && <span className="muted">{limitIn(row.due_name, lang)}</span>}</span>;
}
