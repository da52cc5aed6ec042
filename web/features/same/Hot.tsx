import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { type HotTicket, api } from '@shared/api';
import { nameIn, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Empty, Spinner, Trouble } from '@shared/parts';
import { SAME } from './texts';

const PERIODS = [2, 7, 30] as const;

/** What many people report now, with its growth day by day. */
export function Hot(): ReactNode {
  const t = useTexts(SAME);
  const lang = useLanguage();
  const [days, setDays] = useState<number>(7);
  const hot = useQuery({ queryKey: ['hot', days], queryFn: () => api.hotIssues(days), refetchInterval: 60_000 });
  return (
    <section className="stack">
      <div className="row wrap" role="group">{PERIODS.map((d) => <Button key={d} small aria-pressed={days === d} look={days === d ? 'primary' : ''} onClick={() => setDays(d)}>{t('days', { n: d })}</Button>)}</div>
      {hot.isPending && <Spinner />}
      {hot.isError && <Trouble error={hot.error} retry={() => void hot.refetch()} />}
      {hot.data?.length === 0 && <Empty icon="check" title={t('noHot', { d: days })}>{t('noHotText')}</Empty>}
      <ol className="hot">{hot.data?.map((issue) => (
        <li key={issue.ticket.no}>
          <div className="grow"><Link to={`/command?ticket=${issue.ticket.no}`}><strong>{nameIn(issue.ticket.matter, lang)}</strong></Link><p className="line">{issue.ticket.text || issue.ticket.address}</p><p className="muted">{issue.ticket.street_name} · {issue.ticket.no}</p></div>
          <Curve of={issue} />
          <div className="hot-counts"><strong>{t('recent', { n: issue.recent, d: days })}</strong><span className="muted">{t('lately', { n: issue.lately })}</span><Chip colour={issue.trend === 'rising' ? 'red' : 'grey'}>{t(issue.trend)}</Chip></div>
        </li>
      ))}</ol>
    </section>
  );
}

function Curve({ of }: { of: HotTicket }): ReactNode {
  const t = useTexts(SAME);
  const most = Math.max(1, ...of.curve.map((d) => d.reports));
  const wide = 160 / of.curve.length;
  return (
    <svg className="curve" viewBox="0 0 160 44" role="img" aria-label={`${t('curve')}: ${of.curve.map((d) => d.reports).join(', ')}`}>
      {of.curve.map((d, i) => <rect key={d.day} x={i * wide + 1} width={Math.max(wide - 2, 1)} y={42 - d.reports / most * 40} height={d.reports / most * 40 + 1}><title>{d.day}: {d.reports}</title></rect>)}
    </svg>
  );
}
