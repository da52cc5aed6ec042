import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, Suspense, lazy, useState } from 'react';
import { Link, useLocation } from 'react-router';
import { api, type WhistleFile } from '@shared/api';
import { clockTime, dayAndTime, lookUp, mark, said, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Icon, Photos, Spinner, Trouble } from '@shared/parts';
import { Ask } from './Ask';
import { Department } from './Department';
import { RecordForm } from './RecordForm';
import { Law, Left } from './parts';
import { WHISTLES } from './texts';

const PlaceMap = lazy(() => import('./PlaceMap'));
type Put = (next: WhistleFile) => void;

/** One whistle: both clocks, each department's live state, what was agreed, and the next step. */
export function File({ no, base, theme }: { no: string; base: string; theme: 'light' | 'dark' }): ReactNode {
  const client = useQueryClient();
  const key = ['whistle', no];
  const found = useQuery({ queryKey: key, queryFn: () => api.whistle(no), refetchInterval: 3_000 });
  if (found.isPending) return <Spinner />;
  if (found.isError) return <Trouble error={found.error} retry={() => void found.refetch()} />;
  const put: Put = (next) => { client.setQueryData(key, next); void client.invalidateQueries({ queryKey: ['whistles'] }); };
  return <Whole whistle={found.data} base={base} theme={theme} put={put} />;
}

function Whole({ whistle: w, base, theme, put }: { whistle: WhistleFile; base: string; theme: 'light' | 'dark'; put: Put }): ReactNode {
  const t = useTexts(WHISTLES);
  const lang = useLanguage();
  const { search } = useLocation();
  const [map, setMap] = useState(false);
  return (
    <div className="stack whistle-file">
      <Link className="row" to={{ pathname: base, search }}><Icon name="back" />{t('mine')}</Link>
      <section className="card stack">
        <div className="row wrap"><Chip>{lookUp(WHISTLES, `s_${w.state}`, lang)}</Chip><Chip colour="grey">{lookUp(WHISTLES, `k_${w.kind}`, lang)}</Chip><span className="muted">{w.no}</span></div>
        <h1>{w.reason}</h1>
        <p className="row top"><Icon name="pin" />{w.address}</p>
        <p className="muted">{w.street_name} · {t('blownBy', { who: w.blown_by, t: dayAndTime(w.blown_at, lang) })}{w.matter !== '' && <> · {said(w, 'matter', lang)}</>}{w.ticket !== '' && <> · {t('forTicket', { no: w.ticket })}</>}</p>
        <Clocks whistle={w} />
        {w.outcome !== '' && <p className="notice good"><Icon name="check" /><span>{t('outcome')}{mark('：', lang)}{w.outcome}</span></p>}
        <div className="row wrap"><Button small icon="map" aria-expanded={map} onClick={() => setMap(!map)}>{t('showPlace')}</Button></div>
        {map && <Suspense fallback={<Spinner />}><PlaceMap at={w} label={t('showPlace')} theme={theme} /></Suspense>}
        <Photos urls={w.photos} />
      </section>
      <Steps whistle={w} put={put} />
      <h2>{t('departments')}</h2>
      <ul className="stack">{w.summonses.map((s) => <li key={s.id}><Department whistle={w} summons={s} put={put} /></li>)}</ul>
      <Records whistle={w} />
      <Law />
      <Timeline whistle={w} />
    </div>
  );
}

function Clocks({ whistle: w }: { whistle: WhistleFile }): ReactNode {
  const t = useTexts(WHISTLES);
  const lang = useLanguage();
  const reporting = w.state === 'blown';
  const acting = w.state !== 'reviewed' && w.state !== 'closed';
  return (
    <dl className="whistle-clocks" aria-label={t('clocks')}>
      <div><dt>{t('reportClock')}</dt><dd>{t('by', { t: dayAndTime(w.report_due_at, lang) })} {reporting ? <Left due={w.report_due_at} lamp={w.lamp} /> : <Chip colour="grey">{t('over')}</Chip>}</dd></div>
      <div><dt>{t('actClock')}</dt><dd>{t('by', { t: dayAndTime(w.act_due_at, lang) })} {acting ? <Left due={w.act_due_at} lamp={reporting ? 'green' : w.lamp} /> : <Chip colour="grey">{t('over')}</Chip>}</dd></div>
    </dl>
  );
}

/** The street's next steps; who only watches sees none. */
function Steps({ whistle: w, put }: { whistle: WhistleFile; put: Put }): ReactNode {
  const t = useTexts(WHISTLES);
  const [record, setRecord] = useState(false);
  const [error, setError] = useState<unknown>(null);
  if (w.may.length === 0) return null;
  const may = (step: string): boolean => w.may.includes(step);
  const run = (work: Promise<WhistleFile>): void => { setError(null); work.then(put, setError); };
  const free = w.summonses.some((s) => s.state === 'reported_in');
  const writes = (may('agree') || may('amend')) && free;
  const all = w.summonses.every((s) => s.state !== 'tasked');
  return (
    <section className="whistle-steps stack">
      <div className="row wrap">
        {writes && !record && <Button look={may('agree') ? 'primary' : ''} icon="pen" onClick={() => setRecord(true)}>{t(may('agree') ? 'a_record' : 'a_more')}</Button>}
        {may('act') && <Button icon="play" onClick={() => run(api.whistleStep(w.no, 'act'))}>{t('a_act')}</Button>}
        {may('review') && all && <Button look="primary" icon="check" onClick={() => run(api.whistleStep(w.no, 'review'))}>{t('a_review')}</Button>}
        {may('close') && <Ask label={t('a_close')} title={t('q_close')} look="primary" icon="check" run={(text) => api.closeWhistle(w.no, text).then(put)} />}
        {may('proceed') && free && <Ask label={t('a_proceed')} title={t('q_proceed')} run={(text) => api.whistleBecause(w.no, 'proceed', text).then(put)} />}
        {may('call') && <CallMore whistle={w} put={put} />}
        {may('withdraw') && <Ask label={t('a_withdraw')} title={t('q_withdraw')} look="danger" run={(text) => api.whistleBecause(w.no, 'withdraw', text).then(put)} />}
      </div>
      {writes && record && <RecordForm whistle={w} onDone={(next) => { setRecord(false); put(next); }} onCancel={() => setRecord(false)} />}
      {error !== null && <Trouble error={error} />}
    </section>
  );
}

function CallMore({ whistle: w, put }: { whistle: WhistleFile; put: Put }): ReactNode {
  const t = useTexts(WHISTLES);
  const [open, setOpen] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const options = useQuery({ queryKey: ['whistle-options'], queryFn: api.whistleOptions, enabled: open });
  const called = new Set(w.summonses.map((s) => s.unit));
  if (!open) return <Button icon="plus" onClick={() => setOpen(true)}>{t('a_call')}</Button>;
  return (
    <div className="ask-form stack">
      <select className="input" aria-label={t('a_call')} defaultValue="" onChange={(e) => { setError(null); api.callUnit(w.no, Number(e.target.value)).then((next) => { setOpen(false); put(next); }, setError); }}>
        <option value="" disabled>{t('b_units')}</option>
        {(options.data?.units ?? []).filter((u) => !called.has(u.id)).map((u) => <option key={u.id} value={u.id}>{u.name}</option>)}
      </select>
      {error !== null && <Trouble error={error} />}
      <Button small look="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>
    </div>
  );
}

function Records({ whistle: w }: { whistle: WhistleFile }): ReactNode {
  const t = useTexts(WHISTLES);
  const lang = useLanguage();
  if (w.records.length === 0) return null;
  return (
    <>
      <h2>{t('records')}</h2>
      {w.records.map((r) => (
        <section key={r.at} className="card stack">
          <p className="muted">{dayAndTime(r.at, lang)} · {r.by}</p>
          <p>{r.found}</p>
          <p className="muted">{t('present')}{mark('：', lang)}{r.present.map((p) => `${p.unit} ${p.name}`).join(mark('、', lang))}</p>
          <ul className="whistle-tasks">{r.tasks.map((x) => <li key={x.unit}><strong>{x.unit}</strong> {x.text} <span className="muted">{t('due', { t: dayAndTime(x.due, lang) })} · {x.signed_by === '' ? t('unsigned') : t('signed', { who: x.signed_by })}</span></li>)}</ul>
        </section>
      ))}
    </>
  );
}

function Timeline({ whistle: w }: { whistle: WhistleFile }): ReactNode {
  const t = useTexts(WHISTLES);
  const lang = useLanguage();
  return (
    <section><h2>{t('timeline')}</h2>
      <ol className="whistle-timeline">{w.timeline.map((e, i) => (
        <li key={i} className={e.kind === 'summons.escalate' ? 'late' : ''}><time dateTime={e.at}>{clockTime(e.at, lang)}</time><span><strong>{said(e, 'title', lang)}</strong>{e.unit !== '' && <> {e.unit}</>}{e.by !== '' && e.by !== e.unit && <span className="muted"> {e.by}</span>}{e.says !== '' && <q>{e.says}</q>}</span></li>
      ))}</ol>
    </section>
  );
}
