import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { api, openBlob, type CameraFile, type GuardRow, type SceneDoc } from '@shared/api';
import { SEEN_COLOURS, SEEN_STATES, clockTime, dayAndTime, duration, lookUp, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Empty, Icon, Spinner, Trouble } from '@shared/parts';
import { AskReason } from '@shared/parts/AskReason';
import { Picture } from '@shared/parts/Picture';
import { Register } from './Register';
import { UpkeepList } from './Upkeep';
import { ZoneEditor } from './ZoneEditor';
import { CAMERA_SOURCES, CAMERA_STATES, DEVICES, STATUSES, STATUS_COLOURS } from './texts';
import './devices.css';

const OURS = ['rtsp', 'snapshot', 'file', 'drawn'];
const LIVE_MS = 3_000;
const TABS = ['today', 'guards', 'health', 'register', 'looks'] as const;

/** One camera: what it sees, what it may say, how it is, who looked. */
export function CameraPage({ code }: { code: string }): ReactNode {
  const query = useQuery({ queryKey: ['camera', code], queryFn: () => api.camera(code), refetchInterval: 10_000 });
  if (query.isPending) return <Spinner />;
  if (query.isError) return <Trouble error={query.error} retry={() => void query.refetch()} />;
  return <Page key={code} file={query.data} />;
}

function Page({ file }: { file: CameraFile }): ReactNode {
  const t = useTexts(DEVICES);
  const lang = useLanguage();
  const client = useQueryClient();
  const [drawing, setDrawing] = useState(false);
  const [tab, setTab] = useState<(typeof TABS)[number]>('today');
  const { row } = file;
  const keep = (made: CameraFile): void => { client.setQueryData(['camera', row.code], made); void client.invalidateQueries({ queryKey: ['cameras'] }); };
  const picture = <Picture name={['camera', row.code]} load={() => api.cameraPicture(row.code)} alt={row.name} again={LIVE_MS} empty={t('noLive')} />;
  return (
    <div className="camera stack">
      <header className="row wrap">
        <Link className="btn quiet small" to="/command/cameras"><Icon name="back" />{t('all')}</Link>
        <h1>{row.name}</h1><code>{row.code}</code>
        <Chip colour={STATUS_COLOURS[row.status] ?? 'grey'}>{lookUp(STATUSES, row.status, lang)}</Chip>
        {row.state !== 'on' && <Chip colour="grey">{lookUp(CAMERA_STATES, row.state, lang)}</Chip>}
        {row.dense && <Chip colour="yellow">{t('dense')}</Chip>}
        {row.lacks.length === 0 ? <Chip colour="green">{t('evidence')}</Chip> : <Chip colour="red">{t('leadOnly')}</Chip>}
        <span className="grow" />
        {file.may_keep && OURS.includes(row.source) && !drawing && <Button small look="primary" icon="pen" disabled={file.width === 0 && (file.scene as Partial<SceneDoc>).width === undefined} onClick={() => setDrawing(true)}>{t('draw')}</Button>}
      </header>
      {row.lacks.length > 0 && <p className="notice warn">{t('lacksTitle')}{row.lacks.map((x) => x[lang]).join(lang === 'zh' ? '、' : '; ')}</p>}
      {drawing ? <ZoneEditor camera={file} picture={picture} onSaved={keep} onLeave={() => setDrawing(false)} /> : (
        <div className="camera-body">
          <section className="stack">
            <div className="camera-picture" style={{ aspectRatio: `${file.width || 16} / ${file.height || 9}` }}>
              {picture}
              <Zones scene={file.scene as Partial<SceneDoc>} />
            </div>
            <div className="row wrap">
              <span className="muted grow">{file.picture_at !== null ? t('liveAt', { t: clockTime(file.picture_at, lang, true) }) : OURS.includes(row.source) ? t('noLiveText') : t('elsewhere')}</span>
              {file.may_keep && OURS.includes(row.source) && <LookNow code={row.code} onDone={keep} />}
              {file.may_look && file.picture_at !== null && <AskReason label={t('original')} title={t('whyOriginal')} run={async (reason) => { await openBlob(() => api.cameraOriginal(row.code, reason)); await client.invalidateQueries({ queryKey: ['camera-looks', row.code] }); }} />}
            </div>
          </section>
          <section className="stack">
            <div className="camera-tabs" role="tablist">{TABS.map((x) => <button key={x} type="button" role="tab" aria-selected={tab === x} onClick={() => setTab(x)}>{t(x)}</button>)}</div>
            {tab === 'today' && <Today code={row.code} />}
            {tab === 'guards' && <Guards code={row.code} />}
            {tab === 'health' && <Health file={file} />}
            {tab === 'register' && <Register file={file} onSaved={keep} />}
            {tab === 'looks' && <Looks code={row.code} />}
          </section>
        </div>
      )}
    </div>
  );
}

function Zones({ scene }: { scene: Partial<SceneDoc> }): ReactNode {
  if (scene.width === undefined || scene.height === undefined) return null;
  const unit = scene.width / 640;
  return (
    <svg viewBox={`0 0 ${scene.width} ${scene.height}`} aria-hidden>
      {(scene.zones ?? []).map((z) => <g key={z.name}><polygon points={z.polygon.map((p) => p.join(',')).join(' ')} strokeWidth={2 * unit} /><text x={(z.polygon[0]?.[0] ?? 0) + 8 * unit} y={(z.polygon[0]?.[1] ?? 0) + 18 * unit} fontSize={14 * unit}>{z.name}</text></g>)}
    </svg>
  );
}

function LookNow({ code, onDone }: { code: string; onDone: (file: CameraFile) => void }): ReactNode {
  const t = useTexts(DEVICES);
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const run = (): void => {
    setBusy(true);
    setError(null);
    api.lookNow(code).then((file) => { onDone(file); void client.invalidateQueries({ queryKey: ['picture', 'camera', code] }); }, setError).finally(() => setBusy(false));
  };
  return <><Button small icon="camera" disabled={busy} onClick={run}>{busy ? t('trying') : t('lookNow')}</Button>{error !== null && <Trouble error={error} />}</>;
}

function Today({ code }: { code: string }): ReactNode {
  const t = useTexts(DEVICES);
  const lang = useLanguage();
  const query = useQuery({ queryKey: ['camera-seen', code], queryFn: () => api.seenBy(`camera:${code}`, 24), refetchInterval: 5_000 });
  if (query.isPending) return <Spinner />;
  if (query.isError) return <Trouble error={query.error} />;
  if (query.data.length === 0) return <Empty icon="camera" title={t('todayNone')} />;
  return (
    <ul className="seen-list" tabIndex={0}>{query.data.slice(0, 60).map((o) => {
      const n = o.stills.length - 1;
      return (
        <li key={o.id}>
          {n >= 0 && o.stills[n]?.masked !== '' ? <Picture name={['still', o.id, n]} load={() => api.still(o.id, n)} alt="" /> : <span className="no-picture" />}
          <span className="grow"><strong>{o.kind_name[lang]}</strong> <Chip colour={SEEN_COLOURS[o.state] ?? 'grey'}>{lookUp(SEEN_STATES, o.state, lang)}</Chip><br /><span className="muted">{o.zone} · {clockTime(o.started_at, lang)} · {duration(o.stays_s, lang)} · {o.confidence}%{o.told !== '' && ` · ${o.told}`}</span></span>
        </li>
      );
    })}</ul>
  );
}

function Guards({ code }: { code: string }): ReactNode {
  const t = useTexts(DEVICES);
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['guards', code], queryFn: () => api.guards(`camera:${code}`) });
  if (query.isPending) return <Spinner />;
  if (query.isError) return <Trouble error={query.error} />;
  if (query.data.length === 0) return <Empty icon="shield" title={t('guardsNone')} />;
  return <ul className="guards">{query.data.map((g) => <Guard key={g.id} guard={g} onSet={(rows) => client.setQueryData(['guards', code], rows)} />)}</ul>;
}

function Guard({ guard: g, onSet }: { guard: GuardRow; onSet: (rows: GuardRow[]) => void }): ReactNode {
  const t = useTexts(DEVICES);
  const lang = useLanguage();
  const [error, setError] = useState<unknown>(null);
  const set = (body: Parameters<typeof api.setGuard>[1]): Promise<void> => api.setGuard(g.id, body).then(onSet);
  const p = g.precision;
  return (
    <li className="stack">
      <div className="row wrap"><strong className="grow">{g.kind_name[lang]}{g.zone !== '' && ` · ${g.zone}`}</strong><Chip colour={g.state === 'silent' ? 'red' : 'green'}>{g.state === 'silent' ? `${t('silence')}${g.until === null ? '' : ` ${t('until', { t: dayAndTime(g.until, lang) })}`}` : g.automatic ? t('automatic') : t('byDesk')}</Chip></div>
      <div className="precision" aria-hidden><i style={{ left: `${p.low}%`, width: `${Math.max(p.high - p.low, 1)}%` }} />{p.share !== null && <b style={{ left: `${p.share}%` }} />}</div>
      <p className="muted">{p.share === null ? t('noPrecision') : t('precision', { p: p.share, a: p.low, b: p.high, n: p.reviewed })}{g.min_confidence > 0 && ` · ${t('asks', { n: g.min_confidence })}`}{g.dwell_pct !== 100 && ` · ${t('waits', { n: (g.dwell_pct / 100).toFixed(2) })}`}</p>
      {error !== null && <Trouble error={error} />}
      {g.may_tune && <div className="row wrap">
        {g.state === 'silent' ? <Button small onClick={() => void set({ action: 'arm', reason: '', values: {} }).catch(setError)}>{t('arm')}</Button> : <AskReason label={t('silence')} title={t('whySilence')} run={(reason) => set({ action: 'silence', reason, values: {} })} />}
        <Button small onClick={() => void set({ action: 'tune', reason: '', values: { automatic: g.automatic ? 0 : 1 } }).catch(setError)}>{g.automatic ? t('makeDesk') : t('makeAutomatic')}</Button>
      </div>}
    </li>
  );
}

function Health({ file }: { file: CameraFile }): ReactNode {
  const t = useTexts(DEVICES);
  const lang = useLanguage();
  const facts = [file.row.said, file.row.seen_at !== null ? `${t('seenAt')} ${dayAndTime(file.row.seen_at, lang)}` : '', file.worker !== '' ? t('worker', { w: file.worker }) : '', file.width > 0 ? t('size', { w: file.width, h: file.height }) : '', file.looks > 0 ? t('looksN', { n: file.looks.toLocaleString() }) : '', file.lag_ms > 0 ? t('lag', { n: file.lag_ms }) : '', file.clock_off_s !== null ? t('clock', { n: file.clock_off_s }) : ''];
  return <><ul className="plain">{facts.filter((f) => f !== '').map((f) => <li key={f}>{f}</li>)}</ul><UpkeepList device={`camera:${file.row.code}`} /></>;
}

function Looks({ code }: { code: string }): ReactNode {
  const t = useTexts(DEVICES);
  const lang = useLanguage();
  const query = useQuery({ queryKey: ['camera-looks', code], queryFn: () => api.cameraLooks(code) });
  if (query.isPending) return <Spinner />;
  if (query.isError) return <Trouble error={query.error} />;
  if (query.data.length === 0) return <Empty icon="shield" title={t('looksNone')} />;
  return <ul className="plain">{query.data.map((l) => <li key={l.at}><strong>{l.who}</strong> <span className="muted">{dayAndTime(l.at, lang)} · {l.what}</span><br />{l.reason}</li>)}</ul>;
}

export const sourceName = (source: string, lang: 'zh' | 'en'): string => lookUp(CAMERA_SOURCES, source, lang);
