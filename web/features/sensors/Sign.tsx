import type { ReactNode } from 'react';
import { lookUp, useLanguage } from '@shared/i18n';
import { shapeOf } from './signs';
import { SENSOR_STATES } from './texts';

/** How a sensor stands: shape, colour and the word. */
export function Sign({ status, word = true }: { status: string; word?: boolean }): ReactNode {
  const lang = useLanguage();
  const said = lookUp(SENSOR_STATES, status, lang);
  return <span className={`sensor-sign ${status}`}><i className={shapeOf(status)} aria-hidden="true" />{word ? said : <span className="sr-only">{said}</span>}</span>;
}
