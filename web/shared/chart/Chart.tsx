import type { EChartsCoreOption } from 'echarts/core';
import { type ReactNode, useEffect, useRef } from 'react';

/** A small chart; ECharts is loaded with the first one. `label` says the same to a screen reader. */
export function Chart({ option, label, height }: { option: EChartsCoreOption; label: string; height: number }): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef(option);
  const draw = useRef<((option: EChartsCoreOption) => void) | null>(null);
  latest.current = option;
  useEffect(() => {
    let stop: () => void = () => undefined;
    let gone = false;
    void import('./echarts').then(({ init }) => {
      if (gone || box.current === null) return;
      const chart = init(box.current, undefined, { renderer: 'svg' });
      draw.current = (next) => chart.setOption(next);
      draw.current(latest.current);
      const size = new ResizeObserver(() => chart.resize());
      size.observe(box.current);
      stop = () => { size.disconnect(); chart.dispose(); };
    });
    return () => { gone = true; stop(); };
  }, []);
  useEffect(() => draw.current?.(option), [option]);
  return <div ref={box} role="img" aria-label={label} style={{ height }} />;
}
