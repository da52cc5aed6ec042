import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { api, useSession } from '@shared/api';
import { said, useLanguage, useTexts } from '@shared/i18n';
import { Brand, Button, Field, Icon, Switches } from '@shared/parts';
import { UnlockPhone } from './Pin';
import { type SignIn, type Way, passkey, secondFactor, secondWays, signIn } from './signIn';
import { PEOPLE } from './texts';
import { keysWork } from '@shared/webauthn';
import { Wrong } from './Wrong';

export function Login({ onDone, onUnlocked }: { onDone: () => void; onUnlocked: () => void }): ReactNode {
  const t = useTexts(PEOPLE);
  const { demo } = useSession();
  const [ways, setWays] = useState<readonly Way[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const attempt = async (doing: () => Promise<SignIn>, wrong: 'wrong' | 'wrongCode' | 'passkeyFailed'): Promise<void> => {
    setBusy(true);
    try {
      const result = await doing();
      if (result === 'done') return onDone();
      if (result === 'second_factor' && wrong === 'wrong') setWays(await secondWays());
      setProblem(result === 'second_factor' && wrong === 'wrong' ? null : t(result === 'throttled' ? 'throttled' : wrong));
    } catch {
      setProblem(t(wrong));
    } finally {
      setBusy(false);
    }
  };
  const back = (): void => { setWays(null); setProblem(null); };
  return (
    <div className="login">
      <header className="row"><Brand href="/" /><span className="grow" /><Switches /></header>
      <main>
        {ways === null ? <PasswordForm problem={problem} busy={busy} onSubmit={(user, password) => void attempt(() => signIn(user, password), 'wrong')} />
          : <SecondForm ways={ways} problem={problem} busy={busy} onBack={back}
            onCode={(code) => void attempt(() => secondFactor(code), 'wrongCode')} onPasskey={() => void attempt(() => passkey('authenticate'), 'passkeyFailed')} />}
        {ways === null && <UnlockPhone onDone={onUnlocked} />}
        {demo && <DemoAccounts />}
        <p className="muted"><a href="/">{t('citizen')}</a></p>
      </main>
    </div>
  );
}

type State = { problem: string | null; busy: boolean };

function PasswordForm({ problem, busy, onSubmit }: State & { onSubmit: (user: string, password: string) => void }): ReactNode {
  const t = useTexts(PEOPLE);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onSubmit(String(form.get('username') ?? '').trim(), String(form.get('password') ?? ''));
  };
  return (
    <form className="card stack" onSubmit={submit}>
      <h1>{t('signIn')}</h1><p className="muted">{t('lead')}</p>
      <Field label={t('user')}>{(id) => <input id={id} name="username" className="input" required autoComplete="username" autoCapitalize="none" />}</Field>
      <Field label={t('password')}>{(id) => <input id={id} name="password" type="password" className="input" required autoComplete="current-password" />}</Field>
      <Wrong text={problem} /><Button type="submit" look="primary" wide disabled={busy}>{t('enter')}</Button>
    </form>
  );
}

/** What this account has: six digits, a passkey, or both; and a recovery code for the day when they are lost. */
function SecondForm({ ways, problem, busy, onCode, onPasskey, onBack }: State & { ways: readonly Way[]; onCode: (code: string) => void; onPasskey: () => void; onBack: () => void }): ReactNode {
  const t = useTexts(PEOPLE);
  const [backup, setBackup] = useState(false);
  const [app, key] = [ways.includes('totp'), ways.includes('webauthn')];
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    onCode(String(new FormData(event.currentTarget).get('code') ?? '').trim());
  };
  return (
    <form className="card stack" onSubmit={submit}>
      <h1>{t(!key ? 'codeTitle' : app ? 'second' : 'passkeyTitle')}</h1>
      {key && !backup && <><p className="muted">{t(keysWork() ? 'passkeyText' : 'noPasskey')}</p>
        {keysWork() && <Button look={app ? '' : 'primary'} wide icon="shield" disabled={busy} onClick={onPasskey}>{t('usePasskey')}</Button>}</>}
      {backup ? <Field label={t('backup')}>{(id) => <input key="b" id={id} name="code" className="input" required autoComplete="off" autoCapitalize="none" autoFocus />}</Field>
        : app && <Field label={t('code')}>{(id) => <input key="c" id={id} name="code" className="input code" required inputMode="numeric" pattern="[0-9]{6}" maxLength={6} autoComplete="one-time-code" autoFocus />}</Field>}
      <Wrong text={problem} />
      {(app || backup) && <Button type="submit" look="primary" wide disabled={busy}>{t('verify')}</Button>}
      <div className="row"><Button look="quiet" onClick={onBack}>{t('back')}</Button><span className="grow" />{!backup && <Button look="quiet" onClick={() => setBackup(true)}>{t('useBackup')}</Button>}</div>
    </form>
  );
}

function DemoAccounts(): ReactNode {
  const t = useTexts(PEOPLE);
  const lang = useLanguage();
  const accounts = useQuery({ queryKey: ['demo-accounts'], queryFn: api.demoAccounts, retry: false });
  if (accounts.data === undefined) return null;
  return (
    <section className="card stack"><h2>{t('demo')}</h2>
      <ul className="demo-accounts">{accounts.data.slice(0, 12).map((a) => (
        <li key={a.key}><a href={`${a.face}?demo=${encodeURIComponent(a.key)}`}><Icon name="person" /><span><b>{a.name}</b><small>{said(a, 'title', lang)}</small></span></a></li>
      ))}</ul>
    </section>
  );
}
