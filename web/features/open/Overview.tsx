import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { api, cityNow } from '@shared/api';
import { day, said, useLanguage, useTexts } from '@shared/i18n';
import { Icon, type IconName } from '@shared/parts';
import { Loaded } from './parts';
import { OPEN } from './texts';

const TILES: readonly (readonly [path: string, icon: IconName, title: keyof typeof OPEN, text: keyof typeof OPEN])[] = [
  ['map', 'map', 't_map', 't_mapText'], ['figures', 'chart', 't_figures', 't_figuresText'], ['promises', 'clock', 't_promises', 't_promisesText'],
  ['answers', 'people', 't_answers', 't_answersText'], ['leniency', 'hand', 't_leniency', 't_leniencyText'], ['cases', 'list', 't_cases', 't_casesText'],
  ['decisions', 'shield', 't_decisions', 't_decisionsText'], ['cameras', 'camera', 't_cameras', 't_camerasText'],
];
const DAYS = 90;

/** What is public, what should be and is not yet, and how to check it. */
export default function Overview({ to }: { to: (path: string) => string }): ReactNode {
  const t = useTexts(OPEN);
  const lang = useLanguage();
  const query = useQuery({ queryKey: ['open'], queryFn: api.openIndex });
  const since = new Date(cityNow().getTime() - DAYS * 86_400_000).toISOString().slice(0, 19);
  const bulk = (form: string): string => `/open311/v2/bulk/requests.${form}?start_date=${encodeURIComponent(`${since}Z`)}`;
  return (
    <div className="stack">
      <h1>{t('title')}</h1>
      <p>{t('intro')}</p>
      <div className="open-tiles">{TILES.map(([path, icon, title, text]) => <Link key={path} to={to(path)}><Icon name={icon} /><strong>{t(title)}</strong><span className="muted">{t(text)}</span></Link>)}</div>
      <Loaded query={query}>{(found) => <>
        <section className="card stack">
          <h2>{t('missing')}</h2>
          {found.missing.length === 0 ? <p className="muted">{t('nothingMissing')}</p> : <ul className="open-list">{found.missing.map((m, i) => <li key={i}><strong>{said(m, 'title', lang)}</strong><br /><span className="muted">{m.state === 'held' ? t('m_held', { why: m.reason }) : t('m_overdue', { d: day(m.due, lang) })}</span></li>)}</ul>}
        </section>
        <section className="card stack">
          <h2>{t('proof')}</h2>
          <p>{t('proofText')}</p>
          <p className="row wrap"><a href={bulk('csv')} download>{t('bulkCsv')}</a><a href={bulk('json')} download>{t('bulkJson')}</a><a href="/open311/v2/openapi.json">{t('api')}</a><span className="muted">{t('licence', { l: found.licence })}</span></p>
        </section>
      </>}</Loaded>
    </div>
  );
}
