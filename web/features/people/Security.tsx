import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { api } from '@shared/api';
import { dayAndTime, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Field, Icon, Spinner, Trouble } from '@shared/parts';
import { forgetPhoneToken, phoneId } from './phone';
import { Codes, SetUpApp, SetUpPasskey } from './SecondFactor';
import { type Factor, confirmPassword, factors, newRecoveryCodes, removeFactor } from './signIn';
import { PEOPLE } from './texts';
import { keysWork } from '@shared/webauthn';
import { Wrong } from './Wrong';

/** A person's own second factors and bound phones. */
export function Security(): ReactNode {
  const t = useTexts(PEOPLE);
  return <div className="stack"><h1>{t('security')}</h1><Factors /><Phones /></div>;
}

type Doing = { what: 'app' | 'passkey' | 'codes' } | { what: 'remove'; factor: Factor } | { what: 'shown'; codes: string[] };

function Factors(): ReactNode {
  const t = useTexts(PEOPLE);
  const kept = useQuery({ queryKey: ['factors'], queryFn: () => factors(), retry: false });
  const [doing, setDoing] = useState<Doing | null>(null);
  const done = (): void => { setDoing(null); void kept.refetch(); };
  const confirmed = async (): Promise<void> => {
    if (doing?.what === 'remove') { await removeFactor(doing.factor); return done(); }
    setDoing({ what: 'shown', codes: await newRecoveryCodes() });
    void kept.refetch();
  };
  if (kept.isPending) return <Spinner />;
  if (kept.isError) return <section className="card stack"><h2>{t('factors')}</h2><p className="notice"><Icon name="shield" />{t('closedFor')}</p></section>;
  if (doing?.what === 'app') return <SetUpApp onReady={done} onBack={done} />;
  if (doing?.what === 'passkey') return <SetUpPasskey onReady={done} onBack={done} />;
  if (doing?.what === 'shown') return <Codes codes={doing.codes} kept={t('newCodesKept')} onDone={done} />;
  const mine = kept.data.filter((f) => f.type !== 'recovery_codes');
  const backup = kept.data.find((f) => f.type === 'recovery_codes');
  return (
    <section className="card stack"><h2>{t('factors')}</h2><p className="muted">{t('factorsText')}</p>
      <ul className="factors">{mine.map((f) => <FactorRow key={`${f.type}${f.id ?? ''}`} factor={f} last={mine.length === 1} onRemove={() => setDoing({ what: 'remove', factor: f })} />)}
        {backup !== undefined && <li><Icon name="list" /><span className="grow">{t('codesLeft', { n: backup.unused_code_count ?? 0 })}</span><Button small onClick={() => setDoing({ what: 'codes' })}>{t('newCodes')}</Button></li>}</ul>
      {doing !== null && <Confirm onConfirmed={confirmed} onCancel={() => setDoing(null)} what={doing.what === 'remove' ? `${t('remove')} ${nameOf(doing.factor, t('chooseApp'))}` : t('newCodes')} />}
      <div className="row wrap">{keysWork() && <Button icon="shield" onClick={() => setDoing({ what: 'passkey' })}>{t('addPasskey')}</Button>}
        {!mine.some((f) => f.type === 'totp') && <Button icon="phone" onClick={() => setDoing({ what: 'app' })}>{t('addApp')}</Button>}</div>
      {!keysWork() && <p className="muted">{t('noPasskey')}</p>}
    </section>
  );
}

const nameOf = (factor: Factor, app: string): string => (factor.type === 'totp' ? app : factor.name ?? '');

function FactorRow({ factor, last, onRemove }: { factor: Factor; last: boolean; onRemove: () => void }): ReactNode {
  const t = useTexts(PEOPLE);
  const lang = useLanguage();
  const used = factor.last_used_at === null ? t('neverUsed') : t('usedAt', { at: dayAndTime(new Date(factor.last_used_at * 1000).toISOString(), lang) });
  return (
    <li><Icon name={factor.type === 'totp' ? 'phone' : 'shield'} />
      <span className="grow"><b>{factor.type === 'totp' ? t('chooseApp') : `${t('choosePasskey')} · ${factor.name ?? ''}`}</b><small>{used}</small></span>
      {last ? <small className="muted">{t('lastOne')}</small> : <Button small look="danger" onClick={onRemove}>{t('remove')}</Button>}
    </li>
  );
}

function Confirm({ what, onConfirmed, onCancel }: { what: string; onConfirmed: () => Promise<void>; onCancel: () => void }): ReactNode {
  const t = useTexts(PEOPLE);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const said = await confirmPassword(String(new FormData(event.currentTarget).get('password') ?? ''));
    if (said === 'done') return onConfirmed();
    setProblem(t(said === 'throttled' ? 'throttled' : said === 'wrong_password' ? 'wrongPassword' : 'setupFailed'));
  };
  return (
    <form className="confirm stack" onSubmit={(e) => void submit(e)}>
      <b>{what}</b>
      <Field label={t('confirmWho')}>{(id) => <input id={id} name="password" type="password" className="input" required autoComplete="current-password" />}</Field>
      <Wrong text={problem} />
      <div className="row"><Button type="submit" look="primary">{t('confirm')}</Button><Button look="quiet" onClick={onCancel}>{t('cancel')}</Button></div>
    </form>
  );
}

function Phones(): ReactNode {
  const t = useTexts(PEOPLE);
  const lang = useLanguage();
  const client = useQueryClient();
  const phones = useQuery({ queryKey: ['phones'], queryFn: api.phones });
  const unbind = useMutation({
    mutationFn: (id: number) => api.unbindPhone(id),
    onSuccess: (_, id) => {
      if (id !== phoneId()) return void client.invalidateQueries({ queryKey: ['phones'] });
      forgetPhoneToken();
      location.reload(); // what this phone had open by PIN or finger has just ended
    },
  });
  return (
    <section className="card stack"><h2>{t('phones')}</h2>
      {phones.isPending ? <Spinner /> : phones.isError ? <Trouble error={phones.error} retry={() => void phones.refetch()} />
        : phones.data.length === 0 ? <p className="muted">{t('noPhones')}</p> : <>
          <p className="muted">{t('unbindText')}</p>
          <ul className="factors">{phones.data.map((p) => (
            <li key={p.id}><Icon name="phone" />
              <span className="grow"><b>{p.name} {p.id === phoneId() && <Chip colour="grey">{t('thisPhone')}</Chip>}</b><small>{t('boundAt', { at: dayAndTime(p.bound_at, lang) })} · {p.fingerprint ? `${t('withPin')} + ${t('withFinger')}` : t('withPin')}</small></span>
              <Button small look="danger" disabled={unbind.isPending} onClick={() => unbind.mutate(p.id)}>{t('unbind')}</Button></li>
          ))}</ul></>}
      {unbind.isError && <Trouble error={unbind.error} />}
    </section>
  );
}
