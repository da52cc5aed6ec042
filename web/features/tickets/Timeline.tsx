import type { ReactNode } from 'react';
import type { TimelineItem } from '@shared/api';
import { dayAndTime, nameIn, said, useLanguage, useTexts } from '@shared/i18n';
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
          <div className="row wrap"><strong>{said(x, 'title', lang)}</strong><time className="muted">{dayAndTime(x.at, lang)}</time></div>
          <p className="muted">{[nameIn(x.actor, lang), x.unit].filter(Boolean).join(' · ')}{x.rule !== null && <span className="rule">{t('rule')} {said(x, 'rule', lang)}</span>}</p>
          {x.text !== '' && <p>{said(x, 'text', lang)}</p>}
          <Photos urls={x.photos} />
        </li>
      ))}
    </ol>
  );
}
