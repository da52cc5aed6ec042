import type { ReactNode } from 'react';
import type { FieldMe } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { PEOPLE } from './texts';

/** "My jobs against the squad today": so that fairness is seen. */
export function Today({ today }: { today: NonNullable<FieldMe['today']> }): ReactNode {
  const t = useTexts(PEOPLE);
  const { mine, squad } = today;
  const rows = [
    { name: t('doneJobs'), mine: mine.done, squad: squad.median_done, say: (n: number) => t('jobsN', { n: Math.round(n) }) },
    { name: t('busy'), mine: mine.minutes_busy, squad: squad.median_minutes_busy, say: (n: number) => t('minutes', { n: Math.round(n) }) },
    { name: t('km'), mine: mine.km, squad: squad.median_km, say: (n: number) => t('kilometres', { n: n.toFixed(1) }) },
  ];
  return (
    <section className="card today"><h2>{t('today')} <span className="muted">{t('of', { n: squad.n })}</span></h2>
      <dl>{rows.map((r) => {
        const most = Math.max(r.mine, r.squad, 0.001) * 1.15;
        return <div key={r.name}><dt>{r.name}<span className="muted">{t('median', { v: r.say(r.squad) })}</span></dt>
          <dd><span className="bar" aria-hidden="true"><i style={{ width: `${(100 * r.mine) / most}%` }} /><b style={{ left: `${(100 * r.squad) / most}%` }} /></span><strong>{r.say(r.mine)}</strong></dd></div>;
      })}</dl>
    </section>
  );
}
