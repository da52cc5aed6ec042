import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { api, type SensorPin } from '@shared/api';
import { Chart } from '@shared/chart';
import { dayAndTime, useLanguage, useTexts } from '@shared/i18n';
import { Spinner, Trouble } from '@shared/parts';
import { type Ink, readingsChart } from './chart';
import { SENSORS } from './texts';

const moment = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** A day or a week of one sensor: readings, limits, alarms; the same in words below it. */
export function Curve({ pin, ink, height }: { pin: Pick<SensorPin, 'code' | 'name'>; ink: Ink; height: number }): ReactNode {
  const t = useTexts(SENSORS);
  const lang = useLanguage();
  const [days, setDays] = useState<1 | 7>(1);
  const chart = useQuery({ queryKey: ['sensor-chart', pin.code, days], queryFn: () => api.sensorChart(pin.code, days), refetchInterval: 15_000, placeholderData: (old) => old });
  const data = chart.data;
  const option = useMemo(() => (data === undefined ? null : readingsChart(data, { reading: t('reading'), limit: t('limit') }, ink, days)), [data, ink, days, t]);
  const period = days === 1 ? t('day') : t('week');
  return (
    <div className="sensor-curve">
      <div className="sensor-days" role="group" aria-label={t('period')}>{([1, 7] as const).map((d) => <button key={d} type="button" aria-pressed={days === d} onClick={() => setDays(d)}>{d === 1 ? t('day') : t('week')}</button>)}</div>
      {chart.isError && <Trouble error={chart.error} />}
      {chart.isPending && <Spinner />}
      {data !== undefined && option !== null && (data.readings === 0 ? <p className="muted sensor-empty" style={{ height }}>{t('noReadings')}</p> : (
        <Chart key={days} option={option} height={height} label={t('chartOf', { name: pin.name, period, least: data.least ?? '—', most: data.most ?? '—', unit: data.unit, n: data.alarms.length })} />
      ))}
      {data !== undefined && (data.alarms.length === 0 ? <p className="muted">{t('noAlarms')}</p> : (
        <ul className="sensor-alarms" aria-label={t('alarms')}>
          {data.alarms.slice(0, 4).map((a) => <li key={a.observation}><i className="triangle" aria-hidden="true" /><span>{dayAndTime(moment(a.begin), lang)} – {a.end === null ? t('lasts') : dayAndTime(moment(a.end), lang)}</span><span className="muted">{lang === 'zh' ? a.state_name : a.state.replace('_', ' ')}{a.receipt !== '' && ` · ${a.receipt}`}</span></li>)}
        </ul>
      ))}
    </div>
  );
}
