import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Popconfirm } from 'antd';
import { type ReactNode, useState } from 'react';
import { api, type SensorFile } from '@shared/api';
import { dayAndTime, lookUp, nameIn, said, useLanguage, useTexts } from '@shared/i18n';
import { Chip, Spinner, Trouble } from '@shared/parts';
import { Calibrate } from './Calibrate';
import { Curve } from './Curve';
import { LimitForm } from './LimitForm';
import { Limits } from './Limits';
import { Sign } from './Sign';
import { type Ink, LIGHT } from './chart';
import { SENSORS, SENSOR_KINDS } from './texts';

type Open = '' | 'calibrate' | 'limits' | 'switch_off' | 'remove';

/** Everything about one sensor: what it says, register, calibrations, limits, record; and what its keeper may change. */
export function SensorPage({ code, ink = LIGHT }: { code: string; ink?: Ink }): ReactNode {
  const file = useQuery({ queryKey: ['sensor', code], queryFn: () => api.sensor(code) });
  if (file.isPending) return <Spinner />;
  if (file.isError) return <Trouble error={file.error} retry={() => void file.refetch()} />;
  return <Page file={file.data} ink={ink} />;
}

function Page({ file, ink }: { file: SensorFile; ink: Ink }): ReactNode {
  const t = useTexts(SENSORS);
  const lang = useLanguage();
  const client = useQueryClient();
  const [open, setOpen] = useState<Open>('');
  const { pin } = file;
  const done = (): void => { setOpen(''); void client.invalidateQueries({ queryKey: ['sensor', pin.code] }); void client.invalidateQueries({ queryKey: ['manage', 'sensors'] }); void client.invalidateQueries({ queryKey: ['sensor-chart', pin.code] }); };
  const keep = (what: Open, label: string): ReactNode => file.may_keep && open === '' && <Button size="small" onClick={() => setOpen(what)}>{label}</Button>;
  return (
    <div className="sensor-page">
      <div className="row wrap"><strong>{pin.name}</strong><Sign status={pin.status} />{file.troubles.map((x) => <Chip key={x.code} colour="grey">{nameIn(x, lang)}</Chip>)}</div>
      <section><Curve pin={pin} ink={ink} height={220} /></section>
      <section>
        <div className="row"><h2 className="grow">{t('limits')} <Chip colour={file.own_limits ? '' : 'grey'}>{file.own_limits ? t('own') : file.limits.some((x) => x.statutory) ? t('statutory') : t('ours')}</Chip></h2>{keep('limits', t('setLimits'))}</div>
        {open === 'limits' ? <LimitForm file={file} done={done} cancel={() => setOpen('')} /> : <Limits limits={file.limits} unit={pin.unit} />}
      </section>
      <section>
        <div className="row"><h2 className="grow">{t('calibration')} <Chip colour={file.is_calibrated ? 'green' : 'grey'}>{file.is_calibrated && file.calibrated_to !== null ? t('calibratedTo', { d: file.calibrated_to }) : t('notCalibrated')}</Chip></h2>{keep('calibrate', t('calibrate'))}</div>
        {open === 'calibrate' ? <Calibrate code={pin.code} unit={pin.unit} done={done} cancel={() => setOpen('')} /> : file.calibrations.length === 0 ? <p className="muted">{t('noCalibrations')}</p> : (
          <ul>{file.calibrations.map((c) => <li key={c.since}>{dayAndTime(c.since, lang)} · {t('formula', { g: c.gain, o: `${c.offset < 0 ? '−' : '+'} ${Math.abs(c.offset)}` })}</li>)}</ul>
        )}
      </section>
      <Register file={file} />
      <section><h2>{t('record')}</h2><ul className="sensor-past">{file.past.map((p) => <li key={p.at + p.what}><span className="muted">{dayAndTime(p.at, lang)} · {p.who}</span><span>{said(p, 'what', lang)}</span>{[said(p, 'said', lang), p.note].filter((x) => x !== '').map((x) => <span key={x} className="muted">{x}</span>)}</li>)}</ul></section>
      {file.may_keep && <Switching file={file} open={open} setOpen={setOpen} done={done} />}
    </div>
  );
}

function Register({ file }: { file: SensorFile }): ReactNode {
  const t = useTexts(SENSORS);
  const lang = useLanguage();
  const { pin } = file;
  const facts: [string, ReactNode][] = [
    [t('code'), <code key="code">{pin.code}</code>], [t('kind'), lookUp(SENSOR_KINDS, pin.kind, lang)], [t('place'), said(file, 'place_name', lang)], [t('address'), pin.address], [t('sends'), file.sends],
    [t('every'), t('seconds', { n: file.interval_s })], [t('unitOf'), file.unit_of], [t('site'), file.site], [t('installed'), file.installed_on],
  ];
  return <section><h2>{t('register')}</h2><dl className="sensor-facts">{facts.filter(([, v]) => v !== '' && v !== null).map(([name, v]) => <div key={name}><dt>{name}</dt><dd>{v}</dd></div>)}</dl></section>;
}

function Switching({ file, open, setOpen, done }: { file: SensorFile; open: Open; setOpen: (open: Open) => void; done: () => void }): ReactNode {
  const t = useTexts(SENSORS);
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>(null);
  const go = (action: 'switch_off' | 'switch_on' | 'remove'): void => { setError(null); api.switchSensor(file.pin.code, { action, reason }).then(done, setError); };
  const asking = open === 'switch_off' || open === 'remove';
  return (
    <section className="stack">
      {error !== null && <Trouble error={error} />}
      {asking ? (
        <div className="sensor-form">
          <label>{t('reason')}<Input value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} /></label>
          <div className="row">
            {open === 'remove' ? <Popconfirm title={t('removeSure')} okText={t('remove')} cancelText={t('cancel')} onConfirm={() => go('remove')}><Button danger>{t('remove')}</Button></Popconfirm> : <Button type="primary" onClick={() => go('switch_off')}>{t('switchOff')}</Button>}
            <Button onClick={() => setOpen('')}>{t('cancel')}</Button>
          </div>
        </div>
      ) : (
        <div className="row">{file.state === 'on' ? <Button onClick={() => setOpen('switch_off')}>{t('switchOff')}</Button> : <Button onClick={() => go('switch_on')}>{t('switchOn')}</Button>}<Button danger onClick={() => setOpen('remove')}>{t('remove')}</Button></div>
      )}
    </section>
  );
}
