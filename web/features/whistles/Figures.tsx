import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, cityNow, saveBlob, type TallyRow } from '@shared/api';
import { said, useLanguage, useTexts } from '@shared/i18n';
import { Button, Empty, Spinner, Trouble } from '@shared/parts';
import { asLocal } from './RecordForm';
import { WHISTLES } from './texts';

const DAYS = 90;
const dayOf = (moment: Date): string => asLocal(moment.toISOString()).slice(0, 10);

/** Which problem, which department, in time, late, in vain; which places again and again; all of it as one Excel. */
export function Figures(): ReactNode {
  const t = useTexts(WHISTLES);
  const lang = useLanguage();
  const [since, setSince] = useState(() => dayOf(new Date(cityNow().getTime() - DAYS * 86_400_000)));
  const [until, setUntil] = useState(() => dayOf(cityNow()));
  const [error, setError] = useState<unknown>(null);
  const period = { since, until };
  const found = useQuery({ queryKey: ['whistle-figures', period], queryFn: () => api.whistleFigures(period), enabled: since !== '' && until !== '' });
  const f = found.data;
  return (
    <div className="stack whistle-figures">
      <div className="row wrap">
        <label>{t('f_from')} <input className="input" type="date" value={since} onChange={(e) => setSince(e.target.value)} /></label>
        <label>{t('f_to')} <input className="input" type="date" value={until} onChange={(e) => setUntil(e.target.value)} /></label>
        <Button icon="download" onClick={() => { setError(null); api.whistleExcel(period).then((blob) => saveBlob(blob, `whistles-${since}-${until}.xlsx`), setError); }}>{t('f_excel')}</Button>
      </div>
      {error !== null && <Trouble error={error} />}
      {found.isPending && <Spinner />}
      {found.isError && <Trouble error={found.error} retry={() => void found.refetch()} />}
      {f !== undefined && f.whistles === 0 && <Empty icon="chart" title={t('f_none')} />}
      {f !== undefined && f.whistles > 0 && <>
        <section className="card stack"><h2>{t('f_units')} <span className="muted">{t('f_whistles', { n: f.whistles })}</span></h2><Tallies first="unit" rows={[...f.units, { ...f.total, unit: t('f_total') }]} /><p className="muted">{t('f_vainHint')}</p></section>
        <section className="card stack"><h2>{t('f_problems')}</h2><Tallies first="problem" rows={f.problems} /></section>
        <section className="card stack"><h2>{t('f_places')}</h2>{f.places.length === 0 ? <p className="muted">{t('f_noPlaces')}</p> : <ul className="whistle-tasks">{f.places.map((p) => <li key={p.whistles.join()}><strong>{p.address}</strong> {t('f_times', { n: p.whistles.length })} <span className="muted">{(lang === 'en' ? p.problems_en : p.problems).join(lang === 'en' ? ', ' : '、')} {p.whistles.join('、')}</span></li>)}</ul>}</section>
      </>}
    </div>
  );
}

function Tallies({ first, rows }: { first: 'unit' | 'problem'; rows: readonly TallyRow[] }): ReactNode {
  const t = useTexts(WHISTLES);
  const lang = useLanguage();
  return (
    <div className="whistle-table" tabIndex={0} role="region" aria-label={t(first)}><table>
      <thead><tr>{first === 'problem' && <th>{t('problem')}</th>}<th>{t('unit')}</th>{(['f_called', 'f_inTime', 'f_late', 'f_absent', 'f_vain', 'f_median', 'f_mean'] as const).map((h) => <th key={h} className="number">{t(h)}</th>)}</tr></thead>
      <tbody>{rows.map((r) => <tr key={`${r.problem}${r.unit}`}>{first === 'problem' && <td>{said(r, 'problem', lang)}</td>}<td>{r.unit}</td>
        {[r.called, r.in_time, r.late, r.absent, r.in_vain].map((n, i) => <td key={i} className="number">{n}</td>)}
        <td className="number">{r.median_minutes === null ? '—' : t('f_min', { n: r.median_minutes })}</td><td className="number">{r.mean_rating === null ? '—' : t('f_n', { v: r.mean_rating, n: r.ratings })}</td></tr>)}</tbody>
    </table></div>
  );
}
