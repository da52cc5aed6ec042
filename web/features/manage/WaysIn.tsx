import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm } from 'antd';
import { type FormEvent, type ReactNode, useState } from 'react';
import { api, asProblem, type Person, type WaysIn as Shown } from '@shared/api';
import { dayAndTime, said, useLanguage, useTexts } from '@shared/i18n';
import { Field, Icon, Spinner, Trouble } from '@shared/parts';
import { WAYS_IN } from './texts';

type Doing = { what: 'unbind'; phone: number; title: string } | { what: 'ask' | 'refuse'; title: string };

/** How somebody gets in, for the day when phone or second factor is lost: a keeper unbinds, two keepers reset. */
export function WaysIn({ person, onPassword }: { person: Person; onPassword: (password: string) => void }): ReactNode {
  const t = useTexts(WAYS_IN);
  const client = useQueryClient();
  const key = ['manage', 'ways-in', person.number];
  const query = useQuery({ queryKey: key, queryFn: () => api.waysIn(person.number), retry: false });
  const [doing, setDoing] = useState<Doing | null>(null);
  const [error, setError] = useState<unknown>(null);
  if (query.isPending) return <Spinner />;
  if (query.isError) return <Trouble error={query.error} />;
  const shown = query.data;
  const act = async (reason: string): Promise<void> => {
    if (doing === null) return;
    client.setQueryData(key, await (doing.what === 'unbind' ? api.unbindPhoneOf(person.number, doing.phone, reason) : doing.what === 'ask' ? api.askReset(person.number, reason) : api.refuseReset(person.number, reason)));
    setDoing(null);
    await client.invalidateQueries({ queryKey: ['manage', 'staff'] });
  };
  const confirm = (): void => {
    setError(null);
    api.confirmReset(person.number).then(({ password }) => { onPassword(password); void client.invalidateQueries({ queryKey: ['manage'] }); }, setError);
  };
  return (
    <div className="stack ways-in">
      <section className="stack"><h3>{t('phones')}</h3>
        {shown.phones.length === 0 ? <p className="muted">{t('noPhones')}</p> : <p className="muted">{t('phonesText')}</p>}
        {shown.phones.map((p) => <Phone key={p.id} phone={p} onUnbind={() => setDoing({ what: 'unbind', phone: p.id, title: t('unbindOf', { phone: p.name }) })} />)}
      </section>
      <section className="stack"><h3>{t('factors')}</h3>
        <Factors shown={shown} />
        {shown.reset === null ? <><p className="muted">{t('resetText')}</p>{doing?.what !== 'ask' && <div><Button danger onClick={() => setDoing({ what: 'ask', title: t('ask') })}>{t('ask')}</Button></div>}</>
          : <Waiting reset={shown.reset} onConfirm={confirm} onRefuse={(title) => setDoing({ what: 'refuse', title })} />}
        {error !== null && <Trouble error={error} />}
      </section>
      {doing !== null && <Why key={doing.title} title={doing.title} act={act} onCancel={() => setDoing(null)} />}
      <Past rows={shown.past} />
    </div>
  );
}

function Phone({ phone, onUnbind }: { phone: Shown['phones'][number]; onUnbind: () => void }): ReactNode {
  const t = useTexts(WAYS_IN);
  const lang = useLanguage();
  return (
    <div className="row way-in"><Icon name="phone" />
      <span className="grow"><b>{phone.name}</b><small className="muted">{t('boundAt', { at: dayAndTime(phone.bound_at, lang) })} · {t(phone.fingerprint ? 'pinAndFinger' : 'pin')}</small></span>
      <Button danger size="small" onClick={onUnbind}>{t('unbind')}</Button>
    </div>
  );
}

function Factors({ shown }: { shown: Shown }): ReactNode {
  const t = useTexts(WAYS_IN);
  const { totp, webauthn, recovery_codes } = shown.factors;
  if (totp + webauthn === 0) return <p>{t('noFactor')}</p>;
  const kept = [...(totp > 0 ? [t('app')] : []), ...(webauthn > 0 ? [t('passkeys', { n: webauthn })] : []), ...(recovery_codes > 0 ? [t('codes')] : [])];
  return <p>{kept.join(' · ')}</p>;
}

function Waiting({ reset, onConfirm, onRefuse }: { reset: NonNullable<Shown['reset']>; onConfirm: () => void; onRefuse: (title: string) => void }): ReactNode {
  const t = useTexts(WAYS_IN);
  const lang = useLanguage();
  const refuse = t(reset.mine ? 'takeBack' : 'refuse');
  return (
    <div className="notice warn"><div className="stack tight">
      <strong>{t('waiting', { who: reset.asked_by, at: dayAndTime(reset.asked_at, lang), until: dayAndTime(reset.until ?? reset.asked_at, lang) })}</strong>
      <p className="wrap-anywhere">{reset.reason}</p>
      <p className="muted">{t(reset.mine ? 'needSecond' : 'seePerson')}</p>
      <div className="row wrap">
        {!reset.mine && <Popconfirm title={t('confirmSure')} okText={t('confirm')} cancelText={t('cancel')} onConfirm={onConfirm}><Button type="primary" danger>{t('confirm')}</Button></Popconfirm>}
        <Button onClick={() => onRefuse(refuse)}>{refuse}</Button>
      </div>
    </div></div>
  );
}

/** Every one of these steps is kept with its reason; what is wrong with it is told at the field. */
function Why({ title, act, onCancel }: { title: string; act: (reason: string) => Promise<void>; onCancel: () => void }): ReactNode {
  const t = useTexts(WAYS_IN);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get('reason') ?? '');
    setBusy(true);
    setError(null);
    act(reason).catch(setError).finally(() => setBusy(false));
  };
  const atField = error !== null && asProblem(error).field === 'reason';
  return (
    <form className="card stack" onSubmit={submit} aria-label={title}>
      <strong>{title}</strong>
      <Field label={t('why')}>{(id) => <>
        <textarea id={id} name="reason" className="input" rows={3} maxLength={200} autoFocus placeholder={t('whyHint')} aria-invalid={atField} aria-describedby={`${id}-wrong`} />
        {atField && <p id={`${id}-wrong`} className="wrong" role="alert">{asProblem(error).message}</p>}
      </>}</Field>
      {error !== null && !atField && <Trouble error={error} />}
      <div className="row"><Button htmlType="submit" type="primary" danger loading={busy}>{title}</Button><Button onClick={onCancel}>{t('cancel')}</Button></div>
    </form>
  );
}

function Past({ rows }: { rows: Shown['past'] }): ReactNode {
  const t = useTexts(WAYS_IN);
  const lang = useLanguage();
  if (rows.length === 0) return null;
  return (
    <section className="stack"><h3>{t('past')}</h3>
      <ol className="history">{rows.map((row, i) => (
        <li key={`${row.at}${i}`}><span className="muted">{dayAndTime(row.at, lang)} · {said(row, 'who', lang)}</span><div><strong>{said(row, 'title', lang)}</strong></div>{row.reason !== '' && <div className="wrap-anywhere">{said(row, 'reason', lang)}</div>}</li>
      ))}</ol>
    </section>
  );
}
