import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { api, setBearer } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Button, Field, Icon, Trouble } from '@shared/parts';
import { keepPhoneToken, phoneName, phoneToken } from './phone';
import { PEOPLE } from './texts';

const PinInput = ({ id, value, onChange }: { id: string; value: string; onChange: (pin: string) => void }): ReactNode => (
  <input id={id} className="input code" type="password" inputMode="numeric" pattern="[0-9]{4,6}" maxLength={6} autoComplete="off" required value={value} onChange={(e) => onChange(e.target.value)} />
);

/** A phone is bound once; then its PIN opens the shift. */
export function BindPhone(): ReactNode {
  const t = useTexts(PEOPLE);
  const [pin, setPin] = useState('');
  const bind = useMutation({ mutationFn: () => api.bindPhone(phoneName(), pin), onSuccess: ({ token }) => keepPhoneToken(token) });
  const bound = bind.isSuccess || phoneToken() !== null;
  return (
    <form className="card stack" onSubmit={(e) => { e.preventDefault(); bind.mutate(); }}>
      <h2>{t('phone')}</h2>
      {bound ? <p className="notice good"><Icon name="check" />{t('bound')}</p> : <>
        <p className="muted">{t('bindText')}</p>
        <Field label={t('newPin')}>{(id) => <PinInput id={id} value={pin} onChange={setPin} />}</Field>
        {bind.isError && <Trouble error={bind.error} />}
        <Button type="submit" wide disabled={bind.isPending}>{t('bind')}</Button></>}
    </form>
  );
}

/** Shown at the sign-in of a bound phone. */
export function UnlockPhone({ onDone }: { onDone: () => void }): ReactNode {
  const t = useTexts(PEOPLE);
  const [pin, setPin] = useState('');
  const token = phoneToken();
  const unlock = useMutation({ mutationFn: () => api.unlockPhone(token ?? '', pin), onSuccess: (mine) => { setBearer(mine.token); onDone(); } });
  if (token === null) return null;
  const submit = (event: FormEvent): void => { event.preventDefault(); unlock.mutate(); };
  return (
    <form className="card stack" onSubmit={submit}>
      <h2>{t('unlock')}</h2>
      <Field label={t('enterPin')}>{(id) => <PinInput id={id} value={pin} onChange={setPin} />}</Field>
      {unlock.isError && <Trouble error={unlock.error} />}
      <Button type="submit" look="primary" wide disabled={unlock.isPending}>{t('enter')}</Button>
    </form>
  );
}
