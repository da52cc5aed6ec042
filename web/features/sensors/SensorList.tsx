import { type ReactNode, useMemo, useState } from 'react';
import type { SensorPin, SensorsOut } from '@shared/api';
import { lookUp, useLanguage, useTexts } from '@shared/i18n';
import { sensorSign } from '@shared/map';
import { Button, Icon } from '@shared/parts';
import { Sign } from './Sign';
import { SENSORS, SENSOR_KINDS, SENSOR_STATES } from './texts';

type Props = { found: SensorsOut; open: boolean; onOpen: (open: boolean) => void; onSensor: (code: string) => void };
const MOST = 200;

/** How many stand how, and the list behind it: filtered by state and words. */
export function SensorList({ found, open, onOpen, onSensor }: Props): ReactNode {
  const t = useTexts(SENSORS);
  const lang = useLanguage();
  const [status, setStatus] = useState('');
  const [q, setQ] = useState('');
  const counts = found.counts as Readonly<Record<string, number>>;
  const states = Object.keys(SENSOR_STATES).filter((s) => (counts[s] ?? 0) > 0);
  const choose = (s: string): void => { setStatus(status === s && open ? '' : s); onOpen(true); };
  return (
    <section className={`sensor-list${open ? ' open' : ''}`} aria-label={t('sensors')}>
      <div className="sensor-counts">
        <strong>{t('sensors')}</strong>
        {states.map((s) => <button key={s} type="button" aria-pressed={open && status === s} onClick={() => choose(s)} title={lookUp(SENSOR_STATES, s, lang)}><Sign status={s} word={s === 'alarm' || open} /> {counts[s]}</button>)}
        <span className="grow" />
        <Button small look="quiet" aria-expanded={open} aria-label={open ? t('close') : t('list')} onClick={() => onOpen(!open)}><Icon name={open ? 'close' : 'list'} /></Button>
      </div>
      {open && <Rows rows={found.rows} status={status} q={q} setQ={setQ} onSensor={onSensor} />}
    </section>
  );
}

function Rows({ rows, status, q, setQ, onSensor }: { rows: readonly SensorPin[]; status: string; q: string; setQ: (q: string) => void; onSensor: (code: string) => void }): ReactNode {
  const t = useTexts(SENSORS);
  const lang = useLanguage();
  const chosen = useMemo(() => {
    const words = q.trim().toLowerCase();
    return rows.filter((s) => (status === '' || s.status === status) && (words === '' || `${s.code} ${s.name} ${s.address}`.toLowerCase().includes(words)));
  }, [rows, status, q]);
  return (
    <>
      <input className="input" value={q} placeholder={t('find')} aria-label={t('find')} onChange={(e) => setQ(e.target.value)} />
      <p className="muted">{t('shown', { n: chosen.length })}</p>
      {chosen.length === 0 ? <p className="muted">{t('noneText')}</p> : (
        <ul>{chosen.slice(0, MOST).map((s) => (
          <li key={s.code}><button type="button" onClick={() => onSensor(s.code)}>
            <b title={lookUp(SENSOR_KINDS, s.kind, lang)}>{sensorSign(s.kind, lang)}</b><span className="grow">{s.name}<small>{s.code}</small></span>
            <span className="value">{s.value === null ? '—' : `${s.value} ${s.unit}`}<Sign status={s.status} /></span>
          </button></li>
        ))}</ul>
      )}
    </>
  );
}
