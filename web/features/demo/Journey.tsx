import { type ReactNode, useEffect, useRef } from 'react';
import type { StoryStep } from '@shared/api';
import { clockTime, said, useLanguage, useTexts } from '@shared/i18n';
import { Icon } from '@shared/parts';
import { DEMO } from './texts';

type Props = { steps: readonly StoryStep[]; current: number; shown: number; onShow: (index: number) => void };

/** The line of the journey: steps light up as they happen; each says who, why this one, by which rule. */
export function Journey({ steps, current, shown, onShow }: Props): ReactNode {
  const t = useTexts(DEMO);
  const lang = useLanguage();
  const line = useRef<HTMLOListElement>(null);
  const step = steps[shown];
  useEffect(() => {
    const item = line.current?.children[shown] as HTMLElement | undefined;
    if (item !== undefined && line.current !== null) line.current.scrollTo({ left: item.offsetLeft - line.current.clientWidth / 2 + item.clientWidth / 2, behavior: 'smooth' });
  }, [shown]);
  return (
    <section className="journey" aria-label={t('title')}>
      <ol ref={line} className="journey-line" style={{ '--steps': steps.length, '--done': Math.max(0, steps.filter((s) => s.done).length - 1) } as React.CSSProperties}>
        {steps.map((s, i) => (
          <li key={s.key} className={`${s.done ? 'done' : ''} ${i === current && s.done ? 'current' : ''} ${i === shown ? 'shown' : ''}`}>
            <button type="button" aria-current={i === current ? 'step' : undefined} aria-pressed={i === shown} onClick={() => onShow(i)}>
              <i>{s.done ? <Icon name="check" /> : i + 1}</i><span>{said(s, 'title', lang)}</span><small>{s.at === null ? ' ' : clockTime(s.at, lang, true)}</small>
            </button>
          </li>
        ))}
      </ol>
      {step !== undefined && (
        <dl className="journey-why" aria-live="polite">
          {(['who', 'why', 'rule'] as const).map((k) => <div key={k} className={k}><dt>{t(k)}</dt><dd title={said(step, k, lang)}>{said(step, k, lang) || '—'}</dd></div>)}
        </dl>
      )}
    </section>
  );
}
