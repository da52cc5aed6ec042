import { Table } from 'antd';
import type { ReactNode } from 'react';
import type { SheetChange, SheetPreview } from '@shared/api';
import { lookUp, said, useLanguage, useTexts } from '@shared/i18n';
import { Chip } from '@shared/parts';
import { Sideways } from './Sideways';
import { CELLS, FIELDS, MANAGE } from './texts';

const COLOURS = { added: 'green', changed: '', same: 'grey', gone: 'red' } as const;

/** What differs, field by field: before → after. */
export function Difference({ change }: { change: SheetChange }): ReactNode {
  const t = useTexts(MANAGE);
  const lang = useLanguage();
  const fields = [...new Set([...Object.keys(change.before), ...Object.keys(change.after)])];
  return (
    <ul className="difference">
      {fields.map((field) => (
        <li key={field}>
          <span className="muted">{lookUp(FIELDS, field, lang)}</span>{' '}
          {change.what !== 'added' && <del>{lookUp(CELLS, change.before[field] ?? '', lang) || t('empty')}</del>}
          {change.what === 'changed' && ' → '}
          {change.what !== 'gone' && <ins>{lookUp(CELLS, change.after[field] ?? '', lang) || t('empty')}</ins>}
        </li>
      ))}
    </ul>
  );
}

export function Changes({ plan }: { plan: SheetPreview }): ReactNode {
  const t = useTexts(MANAGE);
  const counts = (['added', 'changed', 'gone', 'same'] as const).filter((k) => plan[k] > 0);
  return (
    <div className="stack">
      {plan.written && <p className="notice good" role="status">{t('done', { a: plan.added, c: plan.changed, g: plan.gone })}</p>}
      <div className="row wrap">{counts.map((k) => <Chip key={k} colour={COLOURS[k]}>{t(k)} {plan[k]}</Chip>)}</div>
      <Sideways label={t('table')}><Table<SheetChange> rowKey={(c) => `${c.row}:${c.name}`} size="small" dataSource={plan.changes} pagination={{ pageSize: 50, hideOnSinglePage: true }} scroll={{ x: 560, y: '50vh' }} columns={[
        { title: t('row'), dataIndex: 'row', width: 60, render: (row: number) => (row > 0 ? row : '—') },
        { title: '', width: 84, render: (_, c) => <Chip colour={COLOURS[c.what]}>{t(c.what)}</Chip> },
        { title: t('name'), dataIndex: 'name', width: 200 },
        { title: `${t('before')} → ${t('after')}`, render: (_, c) => <Difference change={c} /> },
      ]} /></Sideways>
    </div>
  );
}

export function WrongRows({ rows }: { rows: SheetPreview['wrong'] }): ReactNode {
  const t = useTexts(MANAGE);
  const lang = useLanguage();
  return (
    <div className="stack">
      <div className="notice error" role="alert"><div><strong>{t('wrongTitle', { n: rows.length })}</strong><p>{t('wrongText')}</p></div></div>
      <Sideways label={t('table')}><Table rowKey={(w) => `${w.row}:${w.field}:${w.reason}`} size="small" dataSource={rows} pagination={{ pageSize: 50, hideOnSinglePage: true }} scroll={{ y: '50vh' }} columns={[
        { title: t('row'), dataIndex: 'row', width: 56 },
        { title: t('field'), width: 110, render: (_, w) => lookUp(FIELDS, w.field, lang) },
        { title: t('reason'), render: (_, w) => said(w, 'reason', lang) },
      ]} /></Sideways>
    </div>
  );
}
