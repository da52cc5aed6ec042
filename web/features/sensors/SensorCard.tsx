import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { api } from '@shared/api';
import { clockTime, lookUp, nameIn, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Icon, Spinner, Trouble } from '@shared/parts';
import { Curve } from './Curve';
import { Limits } from './Limits';
import { Sign } from './Sign';
import { DARK } from './chart';
import { SENSORS, SENSOR_KINDS } from './texts';

/** One sensor beside the map: what it says now, its day or week, its limits. */
export function SensorCard({ code, onClose }: { code: string; onClose: () => void }): ReactNode {
  const t = useTexts(SENSORS);
  const lang = useLanguage();
  const file = useQuery({ queryKey: ['sensor', code], queryFn: () => api.sensor(code), refetchInterval: 10_000 });
  const close = <Button small look="quiet" aria-label={t('close')} onClick={onClose}><Icon name="close" /></Button>;
  if (file.isPending) return <section className="sensor-card"><Spinner /></section>;
  if (file.isError) return <section className="sensor-card"><Trouble error={file.error} />{close}</section>;
  const { pin } = file.data;
  return (
    <section className="sensor-card" aria-label={pin.name}>
      <div className="row"><h2 className="grow">{pin.name}</h2><Sign status={pin.status} />{close}</div>
      <p className="sensor-now"><strong>{pin.value ?? '—'}</strong> {pin.unit}<span className="muted">{pin.at === null ? t('noReading') : t('at', { t: clockTime(pin.at, lang) })} · {lookUp(SENSOR_KINDS, pin.kind, lang)} · <code>{pin.code}</code></span></p>
      {file.data.troubles.length > 0 && <div className="row wrap tight">{file.data.troubles.map((x) => <Chip key={x.code} colour="grey">{nameIn(x, lang)}</Chip>)}</div>}
      <Curve key={code} pin={pin} ink={DARK} height={170} />
      <Limits limits={file.data.limits} unit={pin.unit} />
      {!file.data.is_calibrated && <p className="muted">{t('leadOnly')}</p>}
      <p className="muted">{pin.address}</p>
      <Link to={`/command/sensors/${encodeURIComponent(code)}`}>{t('openPage')}</Link>
    </section>
  );
}
