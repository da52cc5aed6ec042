import { Button, Checkbox, Input } from 'antd';
import { type FormEvent, type ReactNode, useState } from 'react';
import { api, type SensorFile } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Trouble } from '@shared/parts';
import { EMPTY, type Part, partOf, sentPart } from './forms';
import { SENSORS } from './texts';

const MOST = 4; // parts of a day, as the server has it

/** This sensor's own limits, by part of the day; or back to those of its kind and place. */
export function LimitForm({ file, done, cancel }: { file: SensorFile; done: () => void; cancel: () => void }): ReactNode {
  const t = useTexts(SENSORS);
  const [parts, setParts] = useState<Part[]>(file.limits.length === 0 ? [EMPTY] : file.limits.map(partOf));
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const sent = parts.map(sentPart);
  const set = (i: number, change: Partial<Part>): void => setParts(parts.map((p, j) => (i === j ? { ...p, ...change } : p)));
  const send = (limits: NonNullable<ReturnType<typeof sentPart>>[]): void => {
    setBusy(true);
    setError(null);
    api.limitSensor(file.pin.code, { limits, reason }).then(done, setError).finally(() => setBusy(false));
  };
  const ready = sent.every((p) => p !== null);
  const submit = (event: FormEvent): void => { event.preventDefault(); send(sent.filter((p) => p !== null)); };
  const field = (i: number, name: Exclude<keyof Part, 'below'>, label: string): ReactNode => <label>{label}<Input type="number" step="any" value={parts[i]?.[name] ?? ''} onChange={(e) => set(i, { [name]: e.target.value })} /></label>;
  return (
    <form className="sensor-form" onSubmit={submit} noValidate>
      {parts.map((p, i) => (
        <fieldset key={i} className="sensor-form" aria-label={t('part', { n: i + 1 })}>
          <div className="pair">{field(i, 'on', `${t('on')} (${file.pin.unit})`)}{field(i, 'off', `${t('off')} (${file.pin.unit})`)}{field(i, 'from', t('fromHour'))}{field(i, 'to', t('toHour'))}{field(i, 'minutes', t('holdMinutes'))}{field(i, 'confirm', t('confirm'))}{field(i, 'rate', t('perMinute'))}</div>
          <div className="row wrap"><Checkbox checked={p.below} onChange={(e) => set(i, { below: e.target.checked })}>{t('below')}</Checkbox><span className="muted grow">{t('allDay')}</span>{parts.length > 1 && <Button size="small" onClick={() => setParts(parts.filter((_, j) => j !== i))}>{t('dropPart', { n: i + 1 })}</Button>}</div>
        </fieldset>
      ))}
      {parts.length < MOST && <Button size="small" style={{ justifySelf: 'start' }} onClick={() => setParts([...parts, EMPTY])}>{t('addPart')}</Button>}
      <label>{t('reason')}<Input value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} /></label>
      {error !== null && <Trouble error={error} />}
      <div className="row wrap"><Button htmlType="submit" type="primary" loading={busy} disabled={!ready}>{t('save')}</Button>{file.own_limits && <Button loading={busy} onClick={() => send([])}>{t('backToDefault')}</Button>}<Button onClick={cancel}>{t('cancel')}</Button></div>
    </form>
  );
}
