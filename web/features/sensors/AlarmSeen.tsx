import type { ReactNode } from 'react';
import { dayAndTime, useLanguage, useTexts } from '@shared/i18n';
import { Curve } from './Curve';
import { DARK } from './chart';
import { SENSORS } from './texts';

const MILLI = 1000; // readings in facts are whole thousandths
/** What a sensor's alarm says of itself, as far as it is there; older ones may lack some of it. */
type Facts = { sensor?: unknown; unit?: unknown; reading?: unknown; first?: unknown; limit?: unknown; said?: unknown; said_en?: unknown; source?: unknown; source_en?: unknown };
const words = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number | null => (typeof value === 'number' ? value / MILLI : null);

/** Instead of a picture: the reading against its limit, and the day around it. */
export function AlarmSeen({ code, facts, at }: { code: string; facts: Facts; at: string }): ReactNode {
  const t = useTexts(SENSORS);
  const lang = useLanguage();
  const [reading, limit, unit] = [number(facts.reading) ?? number(facts.first), number(facts.limit), words(facts.unit)];
  const sentence = lang === 'zh' ? words(facts.said) : words(facts.said_en);
  return (
    <section className="sensor-seen stack" aria-label={words(facts.sensor) || code}>
      <p className="sensor-now"><strong>{reading ?? '—'}</strong> {unit}{limit !== null && <span className="muted">{t('limit')} {limit} {unit}</span>}<span className="muted">{dayAndTime(at, lang)}</span></p>
      <Curve key={code} pin={{ code, name: words(facts.sensor) || code }} ink={DARK} height={300} />
      {sentence !== '' && <p>{sentence}</p>}
    </section>
  );
}
