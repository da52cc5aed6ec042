import { describe, expect, it } from 'vitest';
import type { SensorChart } from '@shared/api';
import { DARK, limitLine, range, readingsChart } from './chart';

const LIMIT = { off: 48, above: true, source: '', source_en: '' };
const chart = (more: Partial<SensorChart> = {}): SensorChart => ({
  code: 'N-1', unit: 'dB(A)', begin: 0, end: 86_400, every_s: 60, points: [[60, 50], [61, null], [900, 52]], limits: [{ begin: 0, end: 100, on: 50, ...LIMIT }, { begin: 100, end: 200, on: 60, ...LIMIT }],
  alarms: [{ begin: 60, end: null, state: 'confirmed', state_name: '', observation: 1, receipt: '' }], least: 50, most: 52, readings: 2, ...more,
});
type Series = { data: [number, number | null][]; markArea?: { data: { xAxis: number }[][] } };
const series = (made: unknown): Series[] => (made as { series: Series[] }).series;

describe('the curve of a sensor', () => {
  it('keeps gaps as gaps', () => expect(series(readingsChart(chart(), { reading: 'r', limit: 'l' }, DARK, 1))[0]?.data.map(([, v]) => v)).toEqual([50, null, 52]));
  it('draws China’s time whatever the reader’s zone', () => expect(series(readingsChart(chart(), { reading: 'r', limit: 'l' }, DARK, 1))[0]?.data[0]?.[0]).toBe(60_000 + 8 * 3_600_000));
  it('draws an alarm that lasts to the end', () => expect(series(readingsChart(chart(), { reading: 'r', limit: 'l' }, DARK, 1))[0]?.markArea?.data[0]?.[1]?.xAxis).toBe(86_400_000 + 8 * 3_600_000));
  it('never draws an alarm before the beginning', () => {
    const early = chart({ begin: 1000, alarms: [{ begin: 10, end: 2000, state: 'left', state_name: '', observation: 1, receipt: '' }] });
    expect(series(readingsChart(early, { reading: 'r', limit: 'l' }, DARK, 7))[0]?.markArea?.data[0]?.[0]?.xAxis).toBe(1_000_000 + 8 * 3_600_000);
  });
  it('steps from one limit to the next', () => expect(limitLine(chart()).map(([, v]) => v)).toEqual([50, 50, 60, 60]));
  it('leaves hours without a limit empty', () => {
    const dark = chart({ limits: [{ begin: 0, end: 100, on: 2, ...LIMIT }, { begin: 500, end: 600, on: 2, ...LIMIT }] });
    expect(limitLine(dark).map(([, v]) => v)).toEqual([2, 2, null, 2, 2]);
  });
});

describe('the range', () => {
  it.each([
    [{ least: 0, most: 17 }, 0, 65], [{ least: 45, most: 52 }, 43, 62], [{ least: null, most: null, limits: [] }, 0, 1], [{ least: -3, most: 2, limits: [] }, -4, 3],
  ] as const)('%j → %d to %d', (more, min, max) => {
    const found = range(chart(more as Partial<SensorChart>));
    expect(found.min).toBe(min);
    expect(found.max).toBe(max);
  });
});
