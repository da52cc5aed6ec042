import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { api, setBearer } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Button, Field, Icon, Trouble } from '@shared/parts';
import { NoFinger, switchOn, unlock } from './fingerprint';
import { fingerIsOn, keepPhoneToken, phoneId, phoneName, phoneToken } from './phone';
import { PEOPLE } from './texts';
import { hasReader, keysWork } from '@shared/webauthn';
import { Wrong } from './Wrong';

const PinInput = ({ id, value, onChange }: { id: string; value: string; onChange: (pin: string) => void }): ReactNode => (
  <input id={id} className="input code" type="password" inputMode="numeric" pattern="[0-9]{4,6}" maxLength={6} autoComplete="off" required value={value} onChange={(e) => onChange(e.target.value)} />
);

const Failed = ({ error }: { error: unknown }): ReactNode => {
  const t = useTexts(PEOPLE);
  return error instanceof NoFinger ? <Wrong text={t('fingerFailed')} /> : <Trouble error={error} />;
};

/** A phone is bound once; then its PIN or its fingerprint reader opens the shift. */
export function BindPhone(): ReactNode {
  const t = useTexts(PEOPLE);
  const client = useQueryClient();
  const [pin, setPin] = useState('');
  const phones = useQuery({ queryKey: ['phones'], queryFn: api.phones });
  const again = (): void => void client.invalidateQueries({ queryKey: ['phones'] });
  const bind = useMutation({ mutationFn: () => api.bindPhone(phoneName(), pin), onSuccess: ({ token }) => { keepPhoneToken(token); again(); } });
  const mine = phones.data?.find((p) => p.id === phoneId());
  if (phones.isPending) return null;
  return (
    <section className="card stack">
      <h2>{t('phone')}</h2>
      {mine !== undefined ? <><p className="notice good"><Icon name="check" />{t(mine.fingerprint ? 'boundBoth' : 'bound')}</p>{!mine.fingerprint && <SwitchFingerOn known={pin} onDone={again} />}</>
        : <form className="stack" onSubmit={(e) => { e.preventDefault(); bind.mutate(); }}>
          <p className="muted">{t('bindText')}</p>
          <Field label={t('newPin')}>{(id) => <PinInput id={id} value={pin} onChange={setPin} />}</Field>
          {bind.isError && <Trouble error={bind.error} />}
          <Button type="submit" wide disabled={bind.isPending}>{t('bind')}</Button></form>}
    </section>
  );
}

/** The PIN says once more who asks; right after binding it is still known. */
function SwitchFingerOn({ known, onDone }: { known: string; onDone: () => void }): ReactNode {
  const t = useTexts(PEOPLE);
  const [pin, setPin] = useState('');
  const [reader, setReader] = useState<boolean | null>(null);
  useEffect(() => void hasReader().then(setReader), []);
  const on = useMutation({ mutationFn: () => switchOn(phoneToken() ?? '', known || pin), onSuccess: onDone });
  if (reader === null) return null;
  if (!reader) return <p className="muted">{t('noFinger')}</p>;
  return (
    <form className="stack" onSubmit={(e) => { e.preventDefault(); on.mutate(); }}>
      <b>{t('fingerOn')}</b><p className="muted">{t('fingerText')}</p>
      {known === '' && <Field label={t('fingerPin')}>{(id) => <PinInput id={id} value={pin} onChange={setPin} />}</Field>}
      {on.isError && <Failed error={on.error} />}
      <Button type="submit" wide icon="finger" disabled={on.isPending}>{t('fingerEnable')}</Button>
    </form>
  );
}

/** Shown at the sign-in of a bound phone. */
export function UnlockPhone({ onDone }: { onDone: () => void }): ReactNode {
  const t = useTexts(PEOPLE);
  const [pin, setPin] = useState('');
  const token = phoneToken();
  const opened = (bearer: string): void => { setBearer(bearer); onDone(); };
  const open = useMutation({
    mutationFn: async (by: 'pin' | 'finger') => (by === 'finger' ? unlock(token ?? '') : (await api.unlockPhone(token ?? '', pin)).token),
    onSuccess: opened,
  });
  if (token === null) return null;
  const submit = (event: FormEvent): void => { event.preventDefault(); open.mutate('pin'); };
  return (
    <form className="card stack" onSubmit={submit}>
      <h2>{t('unlock')}</h2>
      {fingerIsOn() && keysWork() && <><Button look="primary" wide icon="finger" disabled={open.isPending} onClick={() => open.mutate('finger')}>{t('fingerUnlock')}</Button>
        <p className="muted">{t('orPin')}</p></>}
      <Field label={t('enterPin')}>{(id) => <PinInput id={id} value={pin} onChange={setPin} />}</Field>
      {open.isError && <Failed error={open.error} />}
      <Button type="submit" look={fingerIsOn() ? '' : 'primary'} wide disabled={open.isPending}>{t('enter')}</Button>
    </form>
  );
}
