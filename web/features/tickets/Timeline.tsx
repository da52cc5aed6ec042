import type { ReactNode } from 'react';
import type { TimelineItem } from '@shared/api';
import { dayAndTime, useLanguage, useTexts } from '@shared/i18n';
import { Photos } from '@shared/parts';
import { TICKETS } from './texts';

/** Everything that happened, who did it and by which rule. Newest first. */
export function Timeline({ items }: { items: readonly TimelineItem[] }): ReactNode {
  const t = useTexts(TICKETS);
  const lang = useLanguage();
  return (
    <ol className="timeline">
      {[...items].reverse().map((x) => (
        <li key={x.id} className={`by-${x.actor.kind}`}>
          <div className="row wrap"><strong>{lang === 'en' ? x.title_en || x.title : x.title}</strong><time className="muted">{dayAndTime(x.at, lang)}</time></div>
          <p className="muted">{[x.actor.name, x.unit].filter(Boolean).join(' · ')}{x.rule !== null && <span className="rule">{t('rule')} {x.rule}</span>}</p>
          {x.text !== '' && <p>{x.text}</p>}
          <Photos urls={x.photos} />
        </li>
      ))}
    </ol>
  );
}
