import type { ReactNode } from 'react';
import { useCityNow, useCitySpeed } from '@shared/api';
import type { LiveState } from '@shared/api/stream';
import { clockTime, day, useLanguage, useTexts } from '@shared/i18n';
import { LIVE } from './texts';

export function Clock(): ReactNode {
  const t = useTexts(LIVE);
  const lang = useLanguage();
  const speed = useCitySpeed();
  const now = useCityNow(speed > 1 ? 250 : 1000);
  return (
    <div className="clock" title={speed > 1 ? t('speed', { n: speed }) : undefined}>
      <time>{clockTime(now, lang, speed <= 10)}</time><span>{day(now, lang)}</span>{speed > 1 && <em>{speed}×</em>}
    </div>
  );
}

export function Connection({ state }: { state: LiveState }): ReactNode {
  const t = useTexts(LIVE);
  return <span className={`connection ${state}`} role="status" title={state === 'polling' ? t('polling_hint') : undefined}><i className="dot" />{t(state)}</span>;
}
