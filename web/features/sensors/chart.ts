import type { EChartsCoreOption } from 'echarts/core';
import type { SensorChart } from '@shared/api';

// China's time whatever the reader's zone: moments are moved by eight hours and drawn as UTC.
const SHIFT_MS = 8 * 3_600_000;
const FEW = 80; // so few points are drawn as dots too: one between two gaps would be invisible
export const ALARM_COLOUR = '#b58cf0';
export type Ink = { line: string; soft: string; text: string; card: string; value: string; limit: string };
export const DARK: Ink = { line: '#223042', soft: '#8b9bad', text: '#e9eef5', card: '#131d29', value: '#5aa0ea', limit: '#c9b26a' };
export const LIGHT: Ink = { line: '#e3e0d8', soft: '#627083', text: '#17202b', card: '#ffffff', value: '#1b5faa', limit: '#8a6d1f' };

const ms = (seconds: number): number => seconds * 1000 + SHIFT_MS;
type Dot = [number, number | null];

/** Each limit as a level line of its own time; between two of them nothing. */
export const limitLine = (chart: SensorChart): Dot[] => chart.limits.flatMap((x, i): Dot[] => {
  const next = chart.limits[i + 1];
  const ends: Dot[] = [[ms(x.begin), x.on], [ms(x.end), x.on]];
  return next !== undefined && next.begin > x.end ? [...ends, [ms(x.end) + 1, null]] : ends;
});

/** The highest number that has to fit: readings and limits alike, with some air. */
export function range(chart: SensorChart): { min: number; max: number } {
  const numbers = [chart.least ?? 0, chart.most ?? 0, ...chart.limits.map((x) => x.on)];
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const air = Math.max((most - least) * 0.08, 0.5);
  return { min: least >= 0 && least <= most - least ? 0 : Math.floor(least - air), max: Math.ceil(most + air) };
}

/** Readings with their gaps, limits as they held, alarms as bands. */
export function readingsChart(chart: SensorChart, words: { reading: string; limit: string }, ink: Ink, days: 1 | 7): EChartsCoreOption {
  const points = chart.points.map(([at, value]): Dot => [ms(at), value]);
  return {
    animation: false, useUTC: true,
    grid: { left: 40, right: 10, top: 10, bottom: 22 },
    tooltip: { trigger: 'axis', confine: true, backgroundColor: ink.card, borderColor: ink.line, textStyle: { color: ink.text, fontSize: 12 }, valueFormatter: (v: unknown) => (typeof v === 'number' ? `${v} ${chart.unit}` : '—') },
    xAxis: { type: 'time', min: ms(chart.begin), max: ms(chart.end), axisLine: { lineStyle: { color: ink.line } }, axisLabel: { color: ink.soft, fontSize: 10, hideOverlap: true, formatter: days === 1 ? '{HH}:{mm}' : '{MM}-{dd}' }, splitNumber: days === 1 ? 6 : 7 },
    yAxis: { type: 'value', ...range(chart), splitNumber: 4, axisLabel: { color: ink.soft, fontSize: 10, showMaxLabel: false }, splitLine: { lineStyle: { color: ink.line } } },
    series: [
      { name: words.reading, type: 'line', data: points, connectNulls: false, showSymbol: points.length < FEW, symbolSize: 4, lineStyle: { color: ink.value, width: 1.6 }, itemStyle: { color: ink.value },
        markArea: { silent: true, itemStyle: { color: ALARM_COLOUR, opacity: 0.24 }, data: chart.alarms.map((a) => [{ xAxis: ms(Math.max(a.begin, chart.begin)) }, { xAxis: ms(a.end ?? chart.end) }]) } },
      { name: words.limit, type: 'line', data: limitLine(chart), connectNulls: false, showSymbol: false, lineStyle: { color: ink.limit, width: 1.4, type: 'dashed' }, itemStyle: { color: ink.limit } },
    ],
  };
}
