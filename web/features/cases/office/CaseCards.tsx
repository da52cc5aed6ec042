import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { CaseRow } from '@shared/api';
import { day, lookUp, useLanguage } from '@shared/i18n';
import { Chip } from '@shared/parts';
import { DESK_NAMES } from '../texts';
import { Due } from './Due';
import { heading } from './words';

/** The same cases where there is no room for a table: one under the other, each a link as large as a thumb. */
export function CaseCards({ rows }: { rows: readonly CaseRow[] }): ReactNode {
  const lang = useLanguage();
  return (
    <ul className="case-cards">
      {rows.map((r) => (
        <li key={r.no}>
          <Link className="card" to={`/office/cases/${encodeURIComponent(r.no)}`}>
            <span className="row wrap"><Chip>{heading(r, 'state_name', lang)}</Chip><Due row={r} named /></span>
            <strong>{heading(r, 'violation_name', lang)}</strong>
            <span>{[r.party, r.address].filter((w) => w !== '').join(' · ')}</span>
            <span className="muted">{[r.no, lookUp(DESK_NAMES, r.desk, lang), day(r.opened_at, lang)].filter((w) => w !== '').join(' · ')}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
