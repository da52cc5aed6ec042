import { useQuery } from '@tanstack/react-query';
import { Table } from 'antd';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useSearchParams } from 'react-router';
import { api, type CaseFigures, type SpreadRow } from '@shared/api';
import { lookUp, mark, useLanguage, useTexts } from '@shared/i18n';
import { Button, Empty, Spinner, Trouble } from '@shared/parts';
import { CASES, CHOICES } from '../texts';
import { Sideways } from './Sideways';
import { CaseCard } from './CaseCard';
import { heading, yuan } from './words';

/** Is discretion even? How many cases, how fast; and a formula that refuses to make fines a target. */
export function Insight(): ReactNode {
  const t = useTexts(CASES);
  const [search, setSearch] = useSearchParams();
  const span = { first: search.get('first') ?? '', last: search.get('last') ?? '' };
  const set = (name: string, value: string): void => setSearch((old) => { const next = new URLSearchParams(old); if (value === '') next.delete(name); else next.set(name, value); return next; }, { replace: true });
  return (
    <div className="stack insight">
      <div className="office-bar"><label>{t('from')} <input type="date" className="date" value={span.first} onChange={(e) => set('first', e.target.value)} /></label><label>{t('to')} <input type="date" className="date" value={span.last} onChange={(e) => set('last', e.target.value)} /></label><span className="muted">{t('shared')}</span></div>
      <Figures span={span} /><Formula span={span} /><Spread span={span} /><Overlooked />
    </div>
  );
}

type Span = { first: string; last: string };

function Figures({ span }: { span: Span }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const query = useQuery({ queryKey: ['cases', 'statistics', span], queryFn: () => api.caseStatistics(span), retry: false });
  if (query.isPending) return <Spinner />;
  if (query.isError) return <Trouble error={query.error} />;
  const { values, audit, names }: CaseFigures = query.data;
  const name = (key: string): string => names[key]?.[lang === 'zh' ? 0 : 1] ?? key;
  return (
    <section className="card"><h2>{t('statistics')}</h2>
      <dl className="figures">{Object.entries(values).map(([key, n]) => <div key={key}><dt>{name(key)} <code>{key}</code></dt><dd>{n.toLocaleString()}</dd></div>)}</dl>
      <p className="muted">{t('auditOnly')}{mark('：', lang)}{Object.entries(audit).map(([key, n]) => `${name(key)} ${key === 'fines' ? yuan(n) : n}`).join(' · ')}</p>
    </section>
  );
}

function Formula({ span }: { span: Span }): ReactNode {
  const t = useTexts(CASES);
  const [formula, setFormula] = useState('');
  const [found, setFound] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const run = (e: FormEvent): void => {
    e.preventDefault();
    setError(null);
    setFound(null);
    const within = Object.fromEntries(Object.entries(span).filter(([, v]) => v !== ''));
    api.caseFormula({ formula, ...within }).then(({ value }) => setFound(value), setError);
  };
  return (
    <section className="card stack"><h2>{t('formula')}</h2><p className="muted">{t('formulaNote')}</p>
      <form className="row wrap" onSubmit={run}><input className="input grow" aria-label={t('formula')} placeholder={t('formulaHint')} value={formula} onChange={(e) => setFormula(e.target.value)} /><Button type="submit" disabled={formula.trim() === ''}>{t('formulaRun')}</Button></form>
      {found !== null && <p role="status"><strong>{t('result', { n: found })}</strong></p>}{error !== null && <Trouble error={error} />}
    </section>
  );
}

/** The same act in the same tier, squad beside squad, on one scale for each act. */
function Spread({ span }: { span: Span }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const query = useQuery({ queryKey: ['cases', 'spread', span], queryFn: () => api.caseSpread(span), retry: false });
  if (query.isPending) return <Spinner />;
  if (query.isError) return <Trouble error={query.error} />;
  const most = Math.max(1, ...query.data.map((r) => r.most ?? 0));
  return (
    <section className="card stack"><h2>{t('spread')}</h2><p className="muted">{t('spreadLead')}</p>
      <Sideways label={t('table')}><Table<SpreadRow> size="small" rowKey={(r) => `${r.violation}/${r.tier}/${r.squad}`} dataSource={query.data} pagination={{ pageSize: 30, hideOnSinglePage: true }} scroll={{ x: 900 }} locale={{ emptyText: <Empty icon="chart" title={t('noSpread')}>{t('noSpreadText')}</Empty> }} columns={[
        { title: t('violation'), render: (_, r) => heading(r, 'violation_name', lang) }, { title: t('tier'), width: 90, render: (_, r) => (r.tier === '' ? '—' : lookUp(CHOICES, r.tier, lang)) }, { title: t('squad'), dataIndex: 'squad' },
        { title: t('count'), width: 70, dataIndex: 'cases', align: 'right' }, { title: t('spared'), width: 90, dataIndex: 'spared', align: 'right' }, { title: `${t('least')} – ${t('median')} – ${t('most')}`, width: 320, render: (_, r) => <Bar row={r} most={most} /> },
      ]} /></Sideways>
    </section>
  );
}

function Bar({ row, most }: { row: SpreadRow; most: number }): ReactNode {
  if (row.median === null || row.least === null || row.most === null) return '—';
  const x = (fen: number): number => 2 + (fen / most) * 136;
  return <span className="row spread-bar"><svg viewBox="0 0 140 14" aria-hidden="true"><line x1={x(row.least)} x2={x(row.most)} y1={7} y2={7} /><circle cx={x(row.median)} cy={7} r={4} /></svg><span>{yuan(row.least)} – <b>{yuan(row.median)}</b> – {yuan(row.most)}</span></span>;
}

/** Leads that were confirmed and never filed, orders that nobody re-checked (INV-87). */
function Overlooked(): ReactNode {
  const t = useTexts(CASES);
  const query = useQuery({ queryKey: ['cases', 'overlooked'], queryFn: api.overlookedCases, retry: false });
  const rows = query.data?.cases ?? [];
  if (!query.isSuccess) return null;
  return <section className="card stack"><h2>{t('overlooked')} <b>{rows.length}</b></h2>{rows.length === 0 ? <p className="muted">{t('noOverlooked')}</p> : <div className="desk-cases">{rows.map((row) => <CaseCard key={row.no} row={row} />)}</div>}</section>;
}
