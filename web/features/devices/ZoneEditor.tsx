import { type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { api, type CameraFile, type SceneDoc, type Tried, type XY } from '@shared/api';
import { duration, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Field, Trouble } from '@shared/parts';
import { DEVICES, RULES } from './texts';
import { addPoint, changeZone, closeZone, hoursText, movePoint, readHours, removeZone, sceneOf, startDrawing, toPicture } from './zones';

type Props = { camera: CameraFile; picture: ReactNode; onSaved: (file: CameraFile) => void; onLeave: () => void };
const CLOSE_PX = 14;

/** Draw what the picture forbids where; try it on the last clip before it counts. */
export function ZoneEditor({ camera, picture, onSaved, onLeave }: Props): ReactNode {
  const t = useTexts(DEVICES);
  const before = camera.scene as Partial<SceneDoc>;
  const size = { width: before.width ?? camera.width, height: before.height ?? camera.height };
  const [drawing, setDrawing] = useState(() => startDrawing(before));
  const [dirty, setDirty] = useState(false);
  const [held, setHeld] = useState<{ zone: number; point: number } | null>(null);
  const [busy, setBusy] = useState<'' | 'save' | 'try'>('');
  const [error, setError] = useState<unknown>(null);
  const [tried, setTried] = useState<Tried | null>(null);
  const [wide, setWide] = useState(1);
  const box = useRef<SVGSVGElement>(null);
  useEffect(() => { // how many pixels of the picture a pixel of the screen is
    const node = box.current;
    if (node === null) return undefined;
    const watch = new ResizeObserver(() => setWide(size.width / Math.max(node.clientWidth, 1)));
    watch.observe(node);
    return () => watch.disconnect();
  }, [size.width]);
  const at = (e: PointerEvent): XY => { const r = (box.current as SVGSVGElement).getBoundingClientRect(); return toPicture(e.clientX - r.left, e.clientY - r.top, r, size); };
  const set = (next: typeof drawing): void => { setDrawing(next); setDirty(true); setTried(null); };
  useEffect(() => {
    const key = (e: KeyboardEvent): void => {
      if (/^(INPUT|TEXTAREA|SELECT)$/.test((e.target as Element).tagName) || drawing.open === null) return;
      if (e.key === 'Enter') { e.preventDefault(); setDrawing(closeZone(drawing)); setDirty(true); }
      if (e.key === 'Escape') setDrawing({ ...drawing, open: null });
    };
    window.addEventListener('keydown', key);
    return () => window.removeEventListener('keydown', key);
  }, [drawing]);
  const run = (what: 'save' | 'try'): void => {
    setBusy(what);
    setError(null);
    const scene = sceneOf(drawing, before, size);
    const sent = what === 'save' ? api.drawZones(camera.row.code, scene).then((file) => { setDirty(false); onSaved(file); }) : api.tryZones(camera.row.code, scene).then(setTried);
    sent.catch(setError).finally(() => setBusy(''));
  };
  const chosen = drawing.zones[drawing.chosen];
  return (
    <div className="zone-editor">
      <div className="stack">
        <div className="zone-canvas" style={{ aspectRatio: `${size.width} / ${size.height}` }}>
          {picture}
          <svg ref={box} viewBox={`0 0 ${size.width} ${size.height}`} role="application" aria-label={t('draw')}
            onPointerDown={(e) => { if (drawing.open !== null) set(addPoint(drawing, at(e), CLOSE_PX * wide)); }}
            onPointerMove={(e) => { if (held !== null) set(movePoint(drawing, held.zone, held.point, at(e))); }} onPointerUp={() => setHeld(null)} onPointerLeave={() => setHeld(null)}>
            {drawing.zones.map((z, i) => (
              <g key={i} className={i === drawing.chosen ? 'chosen' : ''}>
                <polygon points={z.polygon.map((p) => p.join(',')).join(' ')} strokeWidth={2.5 * wide} onPointerDown={() => { if (drawing.open === null) setDrawing({ ...drawing, chosen: i }); }} />
                <text x={(z.polygon[0]?.[0] ?? 0) + 8 * wide} y={(z.polygon[0]?.[1] ?? 0) + 20 * wide} fontSize={14 * wide}>{z.name}</text>
                {i === drawing.chosen && drawing.open === null && z.polygon.map((p, k) => (
                  <circle key={k} cx={p[0]} cy={p[1]} r={7 * wide} strokeWidth={2 * wide} tabIndex={0} role="slider" aria-label={t('point', { n: k + 1 })} aria-valuetext={p.join(', ')} aria-valuenow={p[0]}
                    onPointerDown={(e) => { e.stopPropagation(); setHeld({ zone: i, point: k }); }}
                    onKeyDown={(e) => { const by = ({ ArrowLeft: [-2, 0], ArrowRight: [2, 0], ArrowUp: [0, -2], ArrowDown: [0, 2] } as Record<string, XY>)[e.key]; if (by !== undefined) { e.preventDefault(); set(movePoint(drawing, i, k, toPicture(p[0] + by[0], p[1] + by[1], size, size))); } }} />
                ))}
              </g>
            ))}
            {drawing.open !== null && <g className="open"><polyline points={drawing.open.map((p) => p.join(',')).join(' ')} strokeWidth={2.5 * wide} />{drawing.open.map((p, k) => <circle key={k} cx={p[0]} cy={p[1]} r={(k === 0 ? 9 : 6) * wide} strokeWidth={2 * wide} />)}</g>}
            {tried?.found.map((f, i) => { const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = f.bbox; return <rect key={i} className="found" x={x1} y={y1} width={x2 - x1} height={y2 - y1} strokeWidth={2.5 * wide} />; })}
          </svg>
        </div>
        <div className="row wrap">
          {drawing.open === null ? <Button small icon="plus" onClick={() => setDrawing({ ...drawing, open: [] })}>{t('newZone')}</Button> : <>
            <Button small look="primary" disabled={drawing.open.length < 3} onClick={() => set(closeZone(drawing))}>{t('closeZone')}</Button>
            <Button small onClick={() => setDrawing({ ...drawing, open: (drawing.open ?? []).length > 1 ? (drawing.open ?? []).slice(0, -1) : null })}>{t('undoPoint')}</Button>
          </>}
          <span className="muted grow">{drawing.open !== null ? t('drawHint') : t('tryHint')}</span>
        </div>
        <Results tried={tried} />
      </div>
      <aside className="stack">
        <div className="zone-tabs" role="tablist">{drawing.zones.map((z, i) => <button key={i} type="button" role="tab" aria-selected={i === drawing.chosen} onClick={() => setDrawing({ ...drawing, chosen: i })}>{z.name}</button>)}</div>
        {chosen === undefined ? <p className="muted">{t('drawHint')}</p> : (
          <div className="stack" key={drawing.chosen}>
            <Field label={t('name')}>{(id) => <input id={id} className="input" maxLength={40} value={chosen.name} onChange={(e) => set(changeZone(drawing, drawing.chosen, { name: e.target.value }))} />}</Field>
            <Field label={t('rule')}>{(id) => <RuleChoice id={id} value={chosen.rule} onChange={(rule) => set(changeZone(drawing, drawing.chosen, { rule }))} />}</Field>
            <div className="two">
              <Field label={t('pre')}>{(id) => <input id={id} className="input" type="number" min={0} max={86400} value={chosen.pre_alarm_s} onChange={(e) => set(changeZone(drawing, drawing.chosen, { pre_alarm_s: Number(e.target.value) }))} />}</Field>
              <Field label={t('dwell')}>{(id) => <input id={id} className="input" type="number" min={0} max={86400} value={chosen.dwell_s} onChange={(e) => set(changeZone(drawing, drawing.chosen, { dwell_s: Number(e.target.value) }))} />}</Field>
            </div>
            <Hours value={chosen.hours} onChange={(hours) => set(changeZone(drawing, drawing.chosen, { hours }))} />
            <Button small look="danger" onClick={() => set(removeZone(drawing, drawing.chosen))}>{t('remove')}</Button>
          </div>
        )}
        {error !== null && <Trouble error={error} />}
        <div className="zone-say stack">
          <Button look="primary" wide disabled={busy !== '' || drawing.zones.length === 0 || !dirty} onClick={() => run('save')}>{dirty ? t('save') : t('saved')}</Button>
          <Button wide disabled={busy !== '' || drawing.zones.length === 0} onClick={() => run('try')}>{busy === 'try' ? t('trying') : t('tryOut')}</Button>
          <Button wide look="quiet" onClick={onLeave}>{t('stopDrawing')}{dirty && ` · ${t('unsaved')}`}</Button>
        </div>
      </aside>
    </div>
  );
}

function RuleChoice({ id, value, onChange }: { id: string; value: string; onChange: (rule: string) => void }): ReactNode {
  const lang = useLanguage();
  return <select id={id} className="input" value={value} onChange={(e) => onChange(e.target.value)}>{Object.entries(RULES).map(([code, names]) => <option key={code} value={code}>{names[lang === 'zh' ? 0 : 1]}</option>)}</select>;
}

function Hours({ value, onChange }: { value: [string, string][] | undefined; onChange: (hours: [string, string][]) => void }): ReactNode {
  const t = useTexts(DEVICES);
  const [text, setText] = useState(() => hoursText(value));
  const bad = readHours(text) === null;
  return (
    <Field label={t('hours')}>{(id) => <>
      <input id={id} className="input" value={text} placeholder="07:00-22:00" aria-invalid={bad} aria-describedby={`${id}-hint`} onChange={(e) => { setText(e.target.value); const read = readHours(e.target.value); if (read !== null) onChange(read); }} />
      <span id={`${id}-hint`} className="muted">{bad ? t('badHours') : t('hoursHint')}</span>
    </>}</Field>
  );
}

function Results({ tried }: { tried: Tried | null }): ReactNode {
  const t = useTexts(DEVICES);
  const lang = useLanguage();
  if (tried === null) return null;
  return (
    <section className="zone-results stack" aria-live="polite">
      <strong>{t('tried', { t: duration(tried.seconds, lang), n: tried.frames })} {tried.found.length > 0 ? t('foundN', { n: tried.found.length }) : t('foundNone')}</strong>
      {tried.troubles.map((x) => <p key={x} className="notice warn">{x}</p>)}
      <ul>{tried.found.map((f, i) => (
        <li key={i}><img src={`data:image/jpeg;base64,${f.picture}`} alt={f.kind_name[lang]} /><span><strong>{f.kind_name[lang]}</strong> · {f.zone}<br /><span className="muted">{duration(f.t_start, lang)} → {duration(f.t_end, lang)} · {f.confidence}%</span> {f.stage !== 'confirmed' && <Chip colour="yellow">{t('onlyPre')}</Chip>}</span></li>
      ))}</ul>
    </section>
  );
}
