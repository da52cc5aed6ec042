import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { api, useSession } from '@shared/api';
import { said, useLanguage, useTexts } from '@shared/i18n';
import { Brand, Button, Field, Icon, Switches } from '@shared/parts';
import { UnlockPhone } from './Pin';
import { type SignIn, secondFactor, signIn } from './signIn';
import { PEOPLE } from './texts';

export function Login({ onDone, onUnlocked }: { onDone: () => void; onUnlocked: () => void }): ReactNode {
  const t = useTexts(PEOPLE);
  const { demo } = useSession();
  const [step, setStep] = useState<'password' | 'code'>('password');
  const [backup, setBackup] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const answer = (result: SignIn): void => {
    if (result === 'done') return onDone();
    if (result === 'second_factor') { setProblem(null); return setStep('code'); }
    setProblem(t(result === 'throttled' ? 'throttled' : step === 'code' ? 'wrongCode' : 'wrong'));
  };
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const value = (name: string): string => String(form.get(name) ?? '').trim();
    setBusy(true);
    try {
      answer(await (step === 'code' ? secondFactor(value('code')) : signIn(value('username'), String(form.get('password') ?? ''))));
    } catch {
      setProblem(t('wrong'));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="login">
      <header className="row"><Brand href="/" /><span className="grow" /><Switches /></header>
      <main>
        <form className="card stack" onSubmit={(e) => void submit(e)}>
          <h1>{t(step === 'code' ? 'codeTitle' : 'signIn')}</h1><p className="muted">{t('lead')}</p>
          {step === 'password' ? <>
            <Field label={t('user')}>{(id) => <input key="u" id={id} name="username" className="input" required autoComplete="username" autoCapitalize="none" />}</Field>
            <Field label={t('password')}>{(id) => <input key="p" id={id} name="password" type="password" className="input" required autoComplete="current-password" />}</Field>
          </> : backup ? <Field label={t('backup')}>{(id) => <input key="b" id={id} name="code" className="input" required autoComplete="off" autoCapitalize="none" autoFocus />}</Field>
            : <Field label={t('code')}>{(id) => <input key="c" id={id} name="code" className="input code" required inputMode="numeric" pattern="[0-9]{6}" maxLength={6} autoComplete="one-time-code" autoFocus />}</Field>}
          {problem !== null && <p className="notice error" role="alert"><Icon name="alarm" />{problem}</p>}
          <Button type="submit" look="primary" wide disabled={busy}>{t(step === 'code' ? 'verify' : 'enter')}</Button>
          {step === 'code' && <div className="row"><Button look="quiet" onClick={() => setStep('password')}>{t('back')}</Button><span className="grow" />{!backup && <Button look="quiet" onClick={() => setBackup(true)}>{t('useBackup')}</Button>}</div>}
        </form>
        {step === 'password' && <UnlockPhone onDone={onUnlocked} />}
        {demo && <DemoAccounts />}
        <p className="muted"><a href="/">{t('citizen')}</a></p>
      </main>
    </div>
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
