import type { EChartsCoreOption } from 'echarts/core';
import type { Day } from '@shared/api';

const LINE = '#223042';
const SOFT = '#8b9bad';

export function hourChart(rows: Day['per_hour'], [received, closed]: readonly [string, string]): EChartsCoreOption {
  const hours = Array.from({ length: 24 }, (_, hour) => rows.find((r) => r.hour === hour) ?? { hour, received: 0, closed: null });
  const last = Math.max(-1, ...rows.filter((r) => r.received + r.closed > 0).map((r) => r.hour)); // hours to come have no value, not the value 0
  return {
    animation: false,
    grid: { left: 28, right: 6, top: 8, bottom: 18 },
    tooltip: { trigger: 'axis', backgroundColor: '#131d29', borderColor: '#31445a', textStyle: { color: '#e9eef5', fontSize: 12 }, confine: true },
    xAxis: { type: 'category', data: hours.map((h) => h.hour), axisLine: { lineStyle: { color: LINE } }, axisTick: { show: false }, axisLabel: { color: SOFT, fontSize: 10, interval: 5 } },
    yAxis: { type: 'value', minInterval: 1, splitNumber: 2, axisLabel: { color: SOFT, fontSize: 10 }, splitLine: { lineStyle: { color: LINE } } },
    series: [
      { name: received, type: 'bar', data: hours.map((h) => h.received), itemStyle: { color: '#3f7fc4', borderRadius: [2, 2, 0, 0] }, barWidth: '62%' },
      { name: closed, type: 'line', data: hours.map((h) => (h.hour > last ? null : (h.closed ?? 0))), symbol: 'none', lineStyle: { color: '#5fc298', width: 2 }, itemStyle: { color: '#5fc298' } },
    ],
  };
}
