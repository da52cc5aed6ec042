import { Button, Input } from 'antd';
import { type FormEvent, type ReactNode, useState } from 'react';
import { api } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Trouble } from '@shared/parts';
import { SENSORS } from './texts';

/** What a comparison with a reference found. The moment is of China's clock, as the certificate has it. */
export function Calibrate({ code, unit, done, cancel }: { code: string; unit: string; done: () => void; cancel: () => void }): ReactNode {
  const t = useTexts(SENSORS);
  const [form, setForm] = useState({ since: '', by: '', gain: '1', offset: '0', validTo: '', certificate: '' });
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const field = (name: keyof typeof form, label: string, type = 'text'): ReactNode => <label>{label}<Input type={type} step="any" value={form[name]} onChange={(e) => setForm({ ...form, [name]: e.target.value })} /></label>;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    api.calibrateSensor(code, { since: `${form.since}:00+08:00`, by: form.by, gain: Number(form.gain), offset: Number(form.offset), valid_to: form.validTo === '' ? null : form.validTo, certificate: form.certificate })
      .then(done, setError).finally(() => setBusy(false));
  };
  return (
    <form className="sensor-form" onSubmit={submit} noValidate>
      <div className="pair">{field('since', t('since'), 'datetime-local')}{field('by', t('by'))}{field('gain', t('gain'), 'number')}{field('offset', `${t('offset')} (${unit})`, 'number')}{field('validTo', t('validTo'), 'date')}{field('certificate', t('certificate'))}</div>
      {error !== null && <Trouble error={error} />}
      <div className="row"><Button htmlType="submit" type="primary" loading={busy} disabled={form.since === ''}>{t('save')}</Button><Button onClick={cancel}>{t('cancel')}</Button></div>
    </form>
  );
}
