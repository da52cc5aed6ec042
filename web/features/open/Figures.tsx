import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, type FigureRow, type OpenFigures } from '@shared/api';
import { community } from '@shared/api/community';
import { said, useLanguage, useTexts } from '@shared/i18n';
import { Empty, Icon } from '@shared/parts';
import { Bar, Loaded, MonthPicker, N, ReleasedBy, Table, percent, rowsOf } from './parts';
import { OPEN } from './texts';

/** Released months: each a page with tables, files and what their columns mean. */
export default function Figures(): ReactNode {
  const t = useTexts(OPEN);
  const [chosen, setChosen] = useState('');
  const months = useQuery({ queryKey: ['open-months'], queryFn: api.openMonths });
  const month = chosen || months.data?.months[0]?.month || '';
  const one = useQuery({ queryKey: ['open-figures', month], queryFn: () => api.openFigures(month), enabled: month !== '' });
  return (
    <div className="stack">
      <h1>{t('t_figures')}</h1>
      <Loaded query={months}>{(found) => found.months.length === 0 ? <Empty icon="chart" title={t('noFigures')}>{t('noFiguresText')}</Empty> : <>
        <MonthPicker months={found.months.map((m) => m.month)} month={month} onMonth={setChosen} />
        <Loaded query={one}>{(data) => <MonthPage data={data} />}</Loaded>
        {found.months.length > 1 && <section className="card stack"><h2>{t('trend')}</h2>
          <Table label={t('trend')} head={[[t('month')], [t('c_reports'), true], [t('c_share'), true], [t('c_satisfied'), true]]}>{found.months.map((m) => <tr key={m.month}><th scope="row">{m.month}</th><N n={m.reports} /><td className="number"><Bar permille={m.kept_share} /></td><td className="number"><Bar permille={m.satisfied_share} /></td></tr>)}</Table>
        </section>}
        <Firms />
        <details className="card"><summary>{t('dictionary')}</summary><Dictionary rows={found.columns} /></details>
      </>}</Loaded>
    </div>
  );
}

/** What each firm put right itself of what lay before its door. Told with every month: the year until today. */
function Firms(): ReactNode {
  const t = useTexts(OPEN);
  const rates = useQuery({ queryKey: ['own-repair'], queryFn: community.ownRepair });
  return (
    <section className="card stack"><h2>{t('firms')}</h2><p className="muted">{t('firmsText')}</p>
      {rates.data?.length === 0 && <p>{t('firmsNone')}</p>}
      {rates.data !== undefined && rates.data.length > 0 && <Table label={t('firms')} head={[[t('firm')], [t('firmOffered'), true], [t('firmOwn'), true], [t('firmShare'), true]]}>
        {rates.data.map((r) => <tr key={r.name}><th scope="row">{r.name}<br /><span className="muted">{t(`firm_${r.kind as 'shop'}`)} · {r.area_name}</span></th><td className="number">{r.offered}</td><td className="number">{r.repaired}</td><td className="number"><Bar permille={Math.round((r.repaired * 1000) / r.offered)} /><span className="muted">{t('interval', { a: percent(Math.round(r.low * 1000)), b: percent(Math.round(r.high * 1000)) })}</span></td></tr>)}
      </Table>}
    </section>
  );
}

export function MonthPage({ data }: { data: OpenFigures }): ReactNode {
  const t = useTexts(OPEN);
  const lang = useLanguage();
  const city = rowsOf(data.rows, 'city')[0];
  const area = (r: FigureRow): string => r.district_name || t('unknownPlace');
  const matter = (r: FigureRow): string => said(r, 'matter_name', lang);
  return (
    <>
      {data.digest !== '' && <ReleasedBy who={data.released_by} at={data.released_at} />}
      {city !== undefined && <div className="open-keys">
        <div className="card"><span className="muted">{t('c_reports')}</span><strong>{city.reports}</strong></div>
        <div className="card"><span className="muted">{t('c_closed')}</span><strong>{city.closed}</strong></div>
        <div className="card"><span className="muted">{t('c_share')}</span><strong>{percent(city.kept_share)}</strong><span className="muted">{t('ofN', { n: city.promised })}</span></div>
        <div className="card"><span className="muted">{t('c_satisfied')}</span><strong>{percent(city.satisfied_share)}</strong><span className="muted">{t('ofN', { n: city.rated })}{city.satisfied_low !== null && <><br />{t('interval', { a: percent(city.satisfied_low), b: percent(city.satisfied_high) })}</>}</span></div>
      </div>}
      <Measures title={t('byDistrict')} first={t('district')} rows={rowsOf(data.rows, 'district')} name={area} />
      <Measures title={t('byClass')} first={t('klass')} rows={rowsOf(data.rows, 'class')} name={matter} />
      <p className="muted">{t('small', { n: data.least })}</p>
      <details className="card"><summary>{t('crossed')}</summary><Measures title={t('crossed')} first={t('crossed')} rows={rowsOf(data.rows, 'district_class')} name={(r) => `${area(r)} · ${matter(r)}`} bare /></details>
      <details className="card"><summary>{t('byMatter')}</summary><Measures title={t('byMatter')} first={t('matter')} rows={rowsOf(data.rows, 'matter')} name={matter} bare /></details>
      {data.digest !== '' && <section className="card stack"><h2>{t('files')}</h2><ul className="open-files">{data.files.map((f) => <li key={f.name}><a href={f.url} download><Icon name="download" /> {t(f.name === 'figures.csv' ? 'f_figures' : f.name === 'promises.csv' ? 'f_promises' : 'f_json')}</a> <span className="muted">{f.licence}</span><br /><code>{t('digest', { d: f.sha256 })}</code></li>)}</ul></section>}
    </>
  );
}

function Measures({ title, first, rows, name, bare = false }: { title: string; first: string; rows: readonly FigureRow[]; name: (row: FigureRow) => string; bare?: boolean }): ReactNode {
  const t = useTexts(OPEN);
  if (rows.length === 0) return null;
  return (
    <section className="stack">
      {!bare && <h2>{title}</h2>}
      <Table label={title} head={[[first], [t('c_reports'), true], [t('c_closed'), true], [t('c_promised'), true], [t('c_share'), true], [t('c_rated'), true], [t('c_satisfied'), true]]}>
        {rows.map((r) => <tr key={`${r.district}${r.matter}`}><th scope="row">{name(r)}</th><N n={r.reports} /><N n={r.closed} /><N n={r.promised} /><td className="number"><Bar permille={r.kept_share} /></td><N n={r.rated} /><td className="number"><Bar permille={r.satisfied_share} /></td></tr>)}
      </Table>
    </section>
  );
}

function Dictionary({ rows }: { rows: readonly { column: string; meaning: string; meaning_en: string; formula: string; formula_en: string; unit: string; unit_en: string }[] }): ReactNode {
  const t = useTexts(OPEN);
  const lang = useLanguage();
  return (
    <Table label={t('dictionary')} head={[[t('column')], [t('meaning')], [t('formula')], [t('unit')]]}>
      {rows.map((c) => <tr key={c.column}><th scope="row"><code>{c.column}</code></th><td>{said(c, 'meaning', lang)}</td><td>{said(c, 'formula', lang)}</td><td>{said(c, 'unit', lang)}</td></tr>)}
    </Table>
  );
}
