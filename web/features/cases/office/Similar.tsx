import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { api, type CaseFile, type SimilarCases } from '@shared/api';
import { lookUp, useLanguage, useTexts } from '@shared/i18n';
import { Spinner, Trouble } from '@shared/parts';
import { CASES, CHOICES } from '../texts';
import { scale, stacked } from './dots';
import { yuan } from './words';

const [WIDTH, LEFT, RIGHT, DOT] = [640, 24, 616, 11];

/** What others decided in cases like this one, so that discretion can be compared. */
export function Similar({ file, amount }: { file: CaseFile; amount?: number | null }): ReactNode {
  const t = useTexts(CASES);
  const { case: c, assessment: a } = file;
  const query = useQuery({ queryKey: ['similar', c.violation, c.no], queryFn: () => api.similarCases({ violation: c.violation }), staleTime: 60_000 });
  if (query.isPending) return <Spinner />;
  if (query.isError) return <Trouble error={query.error} retry={() => void query.refetch()} />;
  const cases = query.data.cases.filter((s) => s.no !== c.no);
  if (cases.length === 0) return <p className="muted">{t('noSimilar')}</p>;
  return <div className="stack"><Chart found={{ ...query.data, cases }} range={a.range} own={amount ?? c.amount} /><Table cases={cases.slice(0, 12)} /></div>;
}

function Chart({ found, range, own }: { found: SimilarCases; range: [number, number] | null; own: number | null }): ReactNode {
  const t = useTexts(CASES);
  const amounts = found.cases.map((c) => c.amount);
  const { x, from, to } = scale(range, own === null ? amounts : [...amounts, own], LEFT, RIGHT);
  const dots = stacked(found.cases.map((item) => ({ item, x: x(item.amount) })), DOT);
  const top = Math.max(4, ...dots.map((d) => d.level)) * DOT + 40;
  const [low, , high] = found.quartiles;
  const line = top;
  const far = (end: number): boolean => own === null || Math.abs(x(own) - end) > 110; // two labels do not lie on each other
  return (
    <svg className="dots" viewBox={`0 0 ${WIDTH} ${top + 44}`} role="img" aria-label={t('dots', { n: amounts.length, m: yuan(found.median), a: yuan(from), b: yuan(to) })}>
      {low !== undefined && high !== undefined && <rect className="box" x={x(low)} y={line - 5} width={Math.max(2, x(high) - x(low))} height={10} rx={3}><title>{t('quartiles')} {yuan(low)}–{yuan(high)}</title></rect>}
      {range !== null && <line className="range" x1={x(range[0])} x2={x(range[1])} y1={line} y2={line} />}
      {found.median !== null && <line className="median" x1={x(found.median)} x2={x(found.median)} y1={line - 9} y2={line + 9}><title>{t('median')} {yuan(found.median)}</title></line>}
      {dots.map(({ item, x: at, level }) => <circle key={item.no} cx={at} cy={line - 14 - level * DOT} r={4.6}><title>{`${item.no} · ${yuan(item.amount)} · ${item.squad}`}</title></circle>)}
      {own !== null && <g className="own"><path d={`M${x(own)} ${line + 5}l7 12h-14z`} /><text x={Math.min(RIGHT - 20, Math.max(LEFT + 20, x(own)))} y={line + 34} textAnchor="middle">{t('thisCase')} {yuan(own)}</text></g>}
      {far(LEFT) && <text className="end" x={LEFT - 20} y={line + 34}>{yuan(from)}</text>}{far(RIGHT) && <text className="end" x={RIGHT + 20} y={line + 34} textAnchor="end">{yuan(to)}</text>}
    </svg>
  );
}

function Table({ cases }: { cases: SimilarCases['cases'] }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  return <ul className="similar-list">{cases.map((c) => <li key={c.no}><Link to={`/office/cases/${encodeURIComponent(c.no)}`}>{c.no}</Link><span className="grow muted">{[c.squad, c.tier === '' ? '' : lookUp(CHOICES, c.tier, lang), c.decided_on].filter(Boolean).join(' · ')}</span><strong>{t('yuan', { n: yuan(c.amount) })}</strong></li>)}</ul>;
}
