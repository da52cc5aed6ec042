import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { api, type Day } from '@shared/api';
import { CREW_STATES, lookUp, mark, nameIn, percent, SOURCES, useLanguage, useTexts } from '@shared/i18n';
import { Spinner, Trouble } from '@shared/parts';
import { type Bus, atMostEvery } from './bus';
import { Chart } from '@shared/chart';
import { hourChart } from './charts';
import { Legend } from './Legend';
import { LIVE } from './texts';

const REREAD_MS = 4_000;

export function DayFigures({ bus }: { bus: Bus }): ReactNode {
  const t = useTexts(LIVE);
  const lang = useLanguage();
  const client = useQueryClient();
  const day = useQuery({ queryKey: ['day'], queryFn: api.day, refetchInterval: 30_000 });
  useEffect(() => {
    const again = atMostEvery(REREAD_MS, () => void client.invalidateQueries({ queryKey: ['day'] }));
    const off = [bus.on('ticket', again), bus.on('report', again)];
    return () => off.forEach((stop) => stop());
  }, [bus, client]);
  if (day.isPending) return <Spinner />;
  if (day.isError) return <Trouble error={day.error} retry={() => void day.refetch()} />;
  return (
    <section className="day" aria-label={t('today')}>
      <Numbers day={day.data} />
      <Quality day={day.data} />
      <Hours day={day.data} />
      <Crews crews={day.data.crews} />
      <Bars title={t('byClass')} rows={day.data.by_class.map((c) => [nameIn(c, lang), c.count])} />
      <Bars title={t('bySource')} rows={Object.entries(day.data.by_source).map(([k, v]) => [lookUp(SOURCES, k), v])} />
      <Legend />
    </section>
  );
}

function Numbers({ day }: { day: Day }): ReactNode {
  const t = useTexts(LIVE);
  const rows = [[t('received'), day.received, ''], [t('openCount'), day.open, ''], [t('closedCount'), day.closed, ''],
    [t('merged'), day.merged, ''], [t('soon'), day.yellow, 'amber'], [t('late'), day.red, 'red']] as const;
  return <dl className="numbers">{rows.map(([name, value, look]) => <div key={name} className={value > 0 ? look : ''}><dt>{name}</dt><dd>{value.toLocaleString()}</dd></div>)}</dl>;
}

function Quality({ day }: { day: Day }): ReactNode {
  const t = useTexts(LIVE);
  const share = (value: number | null): string => (value === null ? t('none') : percent(value));
  return (
    <dl className="quality">
      <div><dt>{t('onTime')}</dt><dd>{share(day.on_time_share)}</dd></div>
      <div><dt>{t('share30')}</dt><dd>{share(day.share_30_min)}</dd></div>
      <div><dt>{t('toSpot')}</dt><dd>{day.median_minutes_to_spot === null ? t('none') : t('minutes', { n: Math.round(day.median_minutes_to_spot) })}</dd></div>
    </dl>
  );
}

function Hours({ day }: { day: Day }): ReactNode {
  const t = useTexts(LIVE);
  const lang = useLanguage();
  const option = useMemo(() => hourChart(day.per_hour, [t('received'), t('closedCount')]), [day.per_hour, lang]); // eslint-disable-line react-hooks/exhaustive-deps
  return <div><h2>{t('perHour')}<span className="key"><i className="k1" />{t('received')}<i className="k2" />{t('closedCount')}</span></h2><Chart option={option} height={104} label={`${t('perHour')}${mark('：', lang)}${t('received')} ${day.received}${mark('，', lang)}${t('closedCount')} ${day.closed}`} /></div>;
}

function Crews({ crews }: { crews: Day['crews'] }): ReactNode {
  const t = useTexts(LIVE);
  const lang = useLanguage();
  const parts = (['en_route', 'on_site', 'idle', 'break'] as const).map((k) => ({ k, n: crews[k], name: lookUp(CREW_STATES, k, lang) }));
  return (
    <div>
      <h2>{t('crewsNow')}<span className="key">{t('onShift', { n: crews.on_shift })}</span></h2>
      <div className="crew-bar" aria-hidden="true">{parts.map((p) => p.n > 0 && <i key={p.k} className={p.k} style={{ flexGrow: p.n }} />)}</div>
      <ul className="crew-key">{parts.map((p) => <li key={p.k}><i className={`dot ${p.k}`} />{p.name} <b>{p.n}</b></li>)}</ul>
    </div>
  );
}

function Bars({ title, rows }: { title: string; rows: readonly (readonly [string, number])[] }): ReactNode {
  const sorted = [...rows].sort((a, b) => b[1] - a[1]).slice(0, 6);
  const most = Math.max(1, ...sorted.map((r) => r[1]));
  if (sorted.length === 0) return null;
  return (
    <div><h2>{title}</h2>
      <ul className="bars">{sorted.map(([name, n]) => <li key={name}><span>{name}</span><i style={{ width: `${(50 * n) / most}%` }} /><b>{n}</b></li>)}</ul>
    </div>
  );
}
