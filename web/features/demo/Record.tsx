import type { ReactNode } from 'react';
import type { StoryEvent } from '@shared/api';
import { clockTime, said, useLanguage, useTexts } from '@shared/i18n';
import { DEMO } from './texts';

/** Its record: one row per thing that happened, each sealed by its digest. Newest first. */
export function Record({ events, ticket, active }: { events: readonly StoryEvent[]; ticket: string | null; active: boolean }): ReactNode {
  const t = useTexts(DEMO);
  const lang = useLanguage();
  return (
    <section className={`frame record ${active ? 'active' : ''}`} aria-label={t('record')}>
      <header><h2>{t('record')}</h2><span className="frame-who">{ticket === null ? '' : t('ticketNo', { no: ticket })}</span></header>
      <ol className="rows" tabIndex={0}>
        {events.length === 0 && <li className="muted">{t('noEvents')}</li>}
        {[...events].reverse().map((e) => (
          <li key={e.id}>
            <span className="seq" aria-label={t('seq', { n: e.seq })}>{e.seq}</span>
            <div><strong>{said(e, 'title', lang)}</strong><small>{clockTime(e.at, lang, true)} · {said(e, 'actor', lang)}</small><code title={`${e.stream} ${e.kind}`}>{e.kind} <b>{e.digest.slice(0, 10)}</b></code></div>
          </li>
        ))}
      </ol>
    </section>
  );
}
