import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { CaseRow } from '@shared/api';
import { useLanguage } from '@shared/i18n';
import { Chip } from '@shared/parts';
import { Due } from './Due';
import { heading, limitIn, yuan } from './words';

/** One case in a list of desks. */
export function CaseCard({ row }: { row: CaseRow }): ReactNode {
  const lang = useLanguage();
  return (
    <Link className="case-card" to={`/office/cases/${encodeURIComponent(row.no)}`}>
      <span className="row"><strong className="grow">{heading(row, 'violation_name', lang)}</strong><Due row={row} /></span>
      <span className="row wrap"><code>{row.no}</code><Chip colour="grey">{heading(row, 'state_name', lang)}</Chip>{row.amount !== null && <span>¥{yuan(row.amount)}</span>}</span>
      <span className="muted">{[row.due_at === null || row.due_name === '' ? '' : limitIn(row.due_name, lang), row.party, row.address, row.lead].filter(Boolean).join(' · ')}</span>
    </Link>
  );
}
