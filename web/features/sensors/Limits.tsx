import type { ReactNode } from 'react';
import type { SensorLimit } from '@shared/api';
import { said, useLanguage, useTexts } from '@shared/i18n';
import { SENSORS } from './texts';

const hour = (h: number): string => `${String(h).padStart(2, '0')}:00`;

/** Limits in words, with where they come from. */
export function Limits({ limits, unit }: { limits: readonly SensorLimit[]; unit: string }): ReactNode {
  const t = useTexts(SENSORS);
  const lang = useLanguage();
  if (limits.length === 0) return <p className="muted">{t('noLimit')}</p>;
  return (
    <ul className="sensor-limits">
      {limits.map((x) => (
        <li key={x.from}>
          <strong>{x.from === x.to ? t('always') : `${hour(x.from)}–${hour(x.to)}`}</strong> {t(x.above ? 'raisedAt' : 'belowAt', { on: x.on, off: x.off, unit })}
          {x.rate > 0 && <>{lang === 'zh' ? '，' : ', '}{t('rate', { n: x.rate, unit })}</>}
          <span className="muted"> · {x.hold_s > 0 ? t('hold', { n: Math.round(x.hold_s / 60), k: x.confirm }) : t('confirmBy', { k: x.confirm })} · {said(x, 'source', lang)}</span>
        </li>
      ))}
    </ul>
  );
}
