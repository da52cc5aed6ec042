import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, type OpenFigures } from '@shared/api';
import { lookUp, said, useLanguage, useTexts } from '@shared/i18n';
import { Empty } from '@shared/parts';
import { Bar, Loaded, MonthPicker, N, ReleasedBy, Table, percent, rowsOf } from './parts';
import { OPEN } from './texts';

const MOST = 12;

/** What was promised at filing against what was kept: by unit, by district, and why not. */
export default function Promises(): ReactNode {
  const t = useTexts(OPEN);
  const [chosen, setChosen] = useState('');
  const months = useQuery({ queryKey: ['open-months'], queryFn: api.openMonths });
  const month = chosen || months.data?.months[0]?.month || '';
  const one = useQuery({ queryKey: ['open-figures', month], queryFn: () => api.openFigures(month), enabled: month !== '' });
  return (
    <div className="stack">
      <h1>{t('t_promises')}</h1>
      <p>{t('promisesText')}</p>
      <Loaded query={months}>{(found) => found.months.length === 0 ? <Empty icon="clock" title={t('noFigures')}>{t('noFiguresText')}</Empty> : <>
        <MonthPicker months={found.months.map((m) => m.month)} month={month} onMonth={setChosen} />
        <Loaded query={one}>{(data) => <Kept data={data} />}</Loaded>
      </>}</Loaded>
      <Standards />
    </div>
  );
}

function Kept({ data }: { data: OpenFigures }): ReactNode {
  const t = useTexts(OPEN);
  const lang = useLanguage();
  const city = rowsOf(data.rows, 'city')[0];
  const head = [[t('c_promised'), true], [t('c_kept'), true], [t('c_share'), true]] as const;
  const late = Object.entries(data.reasons).filter(([, n]) => n !== 0);
  const why = (reasons: Readonly<Record<string, number>>): string => Object.entries(reasons).map(([name, n]) => `${lookUp(OPEN, `r_${name}`, lang)} ${n}`).join(lang === 'en' ? ', ' : '、');
  return (
    <>
      <ReleasedBy who={data.released_by} at={data.released_at} />
      {city !== undefined && <div className="open-keys"><div className="card"><span className="muted">{t('city')} · {t('c_share')}</span><strong>{percent(city.kept_share)}</strong><span className="muted">{t('keptOf', { n: city.promised, k: city.kept })}</span></div></div>}
      <h2>{t('byDistrict')}</h2>
      <Table label={t('byDistrict')} head={[[t('district')], ...head]}>{rowsOf(data.rows, 'district').map((r) => <tr key={r.district}><th scope="row">{r.district_name || t('unknownPlace')}</th><N n={r.promised} /><N n={r.kept} /><td className="number"><Bar permille={r.kept_share} /></td></tr>)}</Table>
      <h2>{t('unitName')}</h2>
      <Table label={t('unitName')} head={[[t('unitName')], ...head, [t('whyLate')]]}>{data.units.map((u) => <tr key={u.unit}><th scope="row">{u.unit}</th><N n={u.promised} /><N n={u.kept} /><td className="number"><Bar permille={u.kept_share} /></td><td className="muted wide">{why(u.reasons)}</td></tr>)}</Table>
      <h2>{t('whyLate')}</h2>
      {late.length === 0 ? <p className="muted">{t('noneLate')}</p> : <Table label={t('whyLate')} head={[[t('whyLate')], [t('c_promised'), true]]}>{late.map(([name, n]) => <tr key={name}><th scope="row">{lookUp(OPEN, `r_${name}`, lang)}</th><N n={n} /></tr>)}</Table>}
      <p className="muted">{t('small', { n: data.least })}</p>
    </>
  );
}

function Standards(): ReactNode {
  const t = useTexts(OPEN);
  const lang = useLanguage();
  const [words, setWords] = useState('');
  const query = useQuery({ queryKey: ['open-standards'], queryFn: api.openStandards });
  return (
    <section className="stack"><h2>{t('standards')}</h2><p>{t('standardsText')}</p>
      <input className="input" type="search" value={words} placeholder={t('find')} aria-label={t('find')} onChange={(e) => setWords(e.target.value)} />
      <Loaded query={query}>{(all) => {
        const q = words.trim().toLowerCase();
        const rows = all.filter((s) => `${s.name}${s.name_en}${s.condition}`.toLowerCase().includes(q));
        return rows.length === 0 ? <p className="muted">{t('noStandard')}</p> : <>
          <Table label={t('standards')} head={[[t('matter')], [t('condition')], [t('limit')]]}>{rows.slice(0, MOST).map((s, i) => <tr key={i}><th scope="row">{said(s, 'name', lang)}</th><td lang="zh-CN">{s.condition}</td><td lang="zh-CN">{s.limit}</td></tr>)}</Table>
          {rows.length > MOST && <p className="muted">{t('firstN', { n: MOST })}</p>}
        </>;
      }}</Loaded>
    </section>
  );
}
