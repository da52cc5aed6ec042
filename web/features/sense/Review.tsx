import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { api, openBlob, type ReviewRow } from '@shared/api';
import { clockTime, duration, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Empty, Icon, Spinner, Trouble } from '@shared/parts';
import { AskReason } from '@shared/parts/AskReason';
import { Picture } from '@shared/parts/Picture';
import { sensorSign } from '@shared/map';
import { START, counted, pace, reviewKey } from './keys';
import { SENSE } from './texts';
import './sense.css';

const REREAD_MS = 4_000;
const isTyping = (target: EventTarget | null): boolean => target instanceof Element && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);

const isGauge = (row: ReviewRow): boolean => row.device.startsWith('sensor:');
const codeOf = (row: ReviewRow): string => row.device.slice(row.device.indexOf(':') + 1);
/** A gauge has no picture: its own name stands in what it said. */
const deviceName = (row: ReviewRow): string => (isGauge(row) && typeof row.facts['sensor'] === 'string' ? row.facts['sensor'] : row.camera);

/** The review desk: one picture, one key. What was decided leaves at once; the next one is loaded already. `gauge` draws what a sensor said. */
export function Review({ gauge }: { gauge: (row: ReviewRow) => ReactNode }): ReactNode {
  const t = useTexts(SENSE);
  const lang = useLanguage();
  const client = useQueryClient();
  const [samples, setSamples] = useState(false);
  const [gone, setGone] = useState<ReadonlySet<number>>(new Set());
  const [chosen, setChosen] = useState<number | null>(null);
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [tally, setTally] = useState(START);
  const desk = useQuery({ queryKey: ['sense', 'desk', samples], queryFn: () => api.reviewDesk(samples), refetchInterval: REREAD_MS });
  const reasons = useQuery({ queryKey: ['sense', 'reasons'], queryFn: api.reviewReasons, staleTime: Infinity });
  const rows = (desk.data?.rows ?? []).filter((r) => !gone.has(r.id));
  const index = Math.max(0, rows.findIndex((r) => r.id === chosen));
  const row = rows[index];
  const following = rows[index + 1];
  useEffect(() => { // the next picture is there before it is asked for
    if (following !== undefined && following.stills.length > 0) { const n = following.stills.length - 1; void client.prefetchQuery({ queryKey: ['picture', 'still', following.id, n], queryFn: () => api.still(following.id, n), staleTime: Infinity }); }
  }, [client, following]);
  const decide = (right: boolean, reason = ''): void => {
    if (row === undefined) return;
    const one = row;
    setGone((old) => new Set(old).add(one.id));
    setChosen(following?.id ?? null);
    setAsking(false);
    setError(null);
    setTally((old) => counted(old, right, Date.now()));
    const sent = samples ? api.auditSeen(one.id, right, reason) : right ? api.acceptSeen(one.id) : api.rejectSeen(one.id, reason);
    sent.catch(setError).finally(() => { void client.invalidateQueries({ queryKey: ['sense', 'desk'] }); });
  };
  const act = useRef<(e: KeyboardEvent) => void>(() => undefined);
  act.current = (event) => {
    const key = reviewKey(event, isTyping(event.target), asking);
    if (key === null || row === undefined) return;
    event.preventDefault();
    if (key.kind === 'yes') decide(true);
    else if (key.kind === 'no') setAsking(true);
    else if (key.kind === 'back') setAsking(false);
    else if (key.kind === 'move') { const next = rows[Math.min(Math.max(index + key.by, 0), rows.length - 1)]; if (next !== undefined) setChosen(next.id); }
    else { const found = reasons.data?.[key.index]; if (found !== undefined) decide(false, found.code); }
  };
  useEffect(() => {
    const listen = (e: KeyboardEvent): void => act.current(e);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
  const side = (
    <aside className="review-side" aria-label={t('waiting')}>
      <div className="row wrap" role="tablist">
        <Button small role="tab" aria-selected={!samples} look={samples ? '' : 'primary'} onClick={() => { setSamples(false); setChosen(null); }}>{t('waiting')} {desk.data?.waiting ?? ''}</Button>
        <Button small role="tab" aria-selected={samples} look={samples ? 'primary' : ''} onClick={() => { setSamples(true); setChosen(null); }}>{t('samples')} {desk.data?.samples ?? ''}</Button>
      </div>
      {samples && <p className="muted">{t('samplesHint')}</p>}
      {tally.yes + tally.no > 0 && <p className="muted" role="status">{t('done', { n: tally.yes + tally.no, s: pace(tally) })} · {t('yesDone', { n: tally.yes })} · {t('noDone', { n: tally.no })}</p>}
      {error !== null && <Trouble error={error} />}
      <ol className="review-list">{rows.map((r) => (
        <li key={r.id}><button type="button" aria-current={r.id === row?.id} onClick={() => { setChosen(r.id); setAsking(false); }}>
          {r.stills.length > 0 ? <Picture name={['still', r.id, r.stills.length - 1]} load={() => api.still(r.id, r.stills.length - 1)} alt="" /> : <span className="no-picture">{isGauge(r) ? sensorSign(r.kind, lang) : ''}</span>}
          <span className="grow"><strong>{r.kind_name[lang]}</strong><span className="line muted">{deviceName(r)}</span><span className="muted">{clockTime(r.started_at, lang)} · {duration(r.stays_s, lang)}</span></span>
        </button></li>
      ))}</ol>
    </aside>
  );
  return (
    <main id="main" className="review">
      {side}
      {desk.isPending ? <Spinner /> : desk.isError ? <Trouble error={desk.error} retry={() => void desk.refetch()} /> : row === undefined ? <Empty icon="check" title={t('emptyTitle')}>{t('emptyText')}</Empty> : (
        <>
          {isGauge(row) ? <div className="review-show">{gauge(row)}</div> : <Show key={row.id} row={row} />}
          <section className="review-say stack">
            <Facts row={row} />
            {asking ? (
              <div className="stack" role="group" aria-label={t('why')}>
                <strong>{t('why')}</strong>
                <div className="review-reasons">{(reasons.data ?? []).map((r, i) => <Button key={r.code} onClick={() => decide(false, r.code)}><kbd>{i + 1}</kbd>{r[lang]}</Button>)}</div>
                <Button look="quiet" onClick={() => setAsking(false)}>{t('cancel')}</Button>
              </div>
            ) : <div className="review-buttons"><Button look="primary" icon="check" onClick={() => decide(true)}>{t('yes')}</Button><Button look="danger" onClick={() => setAsking(true)}>{t('no')}</Button></div>}
          </section>
        </>
      )}
    </main>
  );
}

function Show({ row }: { row: ReviewRow }): ReactNode {
  const t = useTexts(SENSE);
  const lang = useLanguage();
  const best = row.stills.findLastIndex((s) => s.what === 'confirmed');
  const [n, setN] = useState(best >= 0 ? best : row.stills.length - 1);
  const still = row.stills[n];
  if (still === undefined) return <div className="review-show"><div className="no-picture big">{t('noPicture')}</div></div>;
  return (
    <div className="review-show">
      <Picture name={['still', row.id, n]} load={() => api.still(row.id, n)} alt={`${row.kind_name[lang]}, ${row.camera}`} className="big" empty={t('noPicture')} />
      <div className="review-strip" role="group">{row.stills.map((s, i) => (
        <button key={`${s.what}${s.at}${i}`} type="button" aria-pressed={i === n} onClick={() => setN(i)}><Picture name={['still', row.id, i]} load={() => api.still(row.id, i)} alt="" /><span>{t(s.what as 'arrival')} {clockTime(s.at, lang)}</span></button>
      ))}</div>
      <div className="row wrap"><span className="muted grow"><Icon name="shield" /> {t('masked')}</span>{still.has_original && <AskReason label={t('original')} title={t('whyOriginal')} run={async (reason) => { await openBlob(() => api.originalStill(row.id, n, reason)); }} />}</div>
    </div>
  );
}

function Facts({ row }: { row: ReviewRow }): ReactNode {
  const t = useTexts(SENSE);
  const lang = useLanguage();
  const p = row.precision;
  return (
    <>
      <h1>{row.kind_name[lang]}</h1>
      <div className="row wrap"><Chip colour="yellow">{t('stays', { t: duration(row.stays_s, lang) })}</Chip>{!isGauge(row) && <Chip colour="grey">{t('sure', { n: row.confidence })}</Chip>}{row.lead_only && <span title={t('leadOnlyHint')}><Chip colour="red">{t('leadOnly')}</Chip></span>}{row.model.startsWith('simulated') && <Chip colour="grey">{t('simulated')}</Chip>}</div>
      <p><Link to={isGauge(row) ? `/command?sensor=${encodeURIComponent(codeOf(row))}` : `/command/cameras/${codeOf(row)}`}>{deviceName(row)}</Link>{row.zone !== '' && ` · ${row.zone}`}</p>
      {row.address !== '' && <p className="muted">{row.address}</p>}
      {row.told !== '' && <p className="notice warn">{t('told', { who: row.told })}</p>}
      <p className="muted">{t('began', { t: clockTime(row.started_at, lang) })} · {t('seen', { t: clockTime(row.seen_at, lang) })}</p>
      <p className="muted">{p.share === null ? t('noPrecision') : t('precision', { n: p.reviewed, p: p.share, a: p.low, b: p.high })}</p>
      {row.lead_only && <p className="muted">{t('leadOnlyHint')}</p>}
    </>
  );
}
