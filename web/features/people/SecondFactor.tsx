import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { renderSVG } from 'uqr';
import { useTexts } from '@shared/i18n';
import { Brand, Button, Field, Icon, type IconName, Spinner, Switches, Trouble } from '@shared/parts';
import { phoneName } from './phone';
import { type Factor, type SignIn, factors, passkey, recoveryCodes, secondFactorSetup, setUpPasskey, setUpSecondFactor, signOut } from './signIn';
import { PEOPLE } from './texts';
import { keysWork } from '@shared/webauthn';
import { Wrong } from './Wrong';

type Kind = 'totp' | 'webauthn';
type Said = SignIn | 'wrong_password';

/** First log-in of a staff account: nothing opens until it has a second factor and has shown it. */
export function SecondFactor({ onDone }: { onDone: () => void }): ReactNode {
  const t = useTexts(PEOPLE);
  const kept = useQuery({ queryKey: ['factors'], queryFn: () => factors(), retry: false, staleTime: Infinity, gcTime: 0 });
  const [codes, setCodes] = useState<string[] | null>(null);
  const out = (): void => void signOut().then(() => location.assign('/login'));
  const ready = (): void => void recoveryCodes().then((mine) => (mine.length === 0 ? onDone() : setCodes(mine)), onDone);
  return (
    <div className="login">
      <header className="row"><Brand href="/" /><span className="grow" /><Switches /></header>
      <main id="main">
        {kept.isPending ? <Spinner /> : kept.isError ? <Trouble error={kept.error} retry={() => void kept.refetch()} />
          : codes !== null ? <Codes codes={codes} kept={t('codesKept')} onDone={onDone} />
          : kept.data.some((f) => f.type !== 'recovery_codes') ? <ShowFactor kept={kept.data} onReady={ready} /> : <Choose onReady={ready} />}
        <p><Button look="quiet" onClick={out}>{t('out')}</Button></p>
      </main>
    </div>
  );
}

/** App or passkey. */
function Choose({ onReady }: { onReady: () => void }): ReactNode {
  const t = useTexts(PEOPLE);
  const [kind, setKind] = useState<Kind | null>(null);
  if (kind === 'totp') return <SetUpApp onReady={onReady} onBack={() => setKind(null)} />;
  if (kind === 'webauthn') return <SetUpPasskey onReady={onReady} onBack={() => setKind(null)} />;
  const choice = (to: Kind, icon: IconName, name: string, text: string, off = false): ReactNode => (
    <button type="button" className="choice" disabled={off} onClick={() => setKind(to)}><Icon name={icon} /><span><b>{name}</b><small>{text}</small></span><Icon name="next" /></button>
  );
  return (
    <section className="card stack"><h1>{t('chooseTitle')}</h1><p className="muted">{t('chooseText')}</p>
      {choice('webauthn', 'shield', t('choosePasskey'), t(keysWork() ? 'choosePasskeyText' : 'noPasskey'), !keysWork())}
      {choice('totp', 'phone', t('chooseApp'), t('chooseAppText'))}
    </section>
  );
}

const useAttempt = (onReady: () => void, wrong: 'wrongCode' | 'passkeyFailed'): { problem: string | null; busy: boolean; attempt: (doing: () => Promise<Said>) => Promise<void> } => {
  const t = useTexts(PEOPLE);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const attempt = async (doing: () => Promise<Said>): Promise<void> => {
    setBusy(true);
    try {
      const said = await doing();
      if (said === 'done') return onReady();
      setProblem(t(said === 'throttled' ? 'throttled' : said === 'wrong_password' ? 'wrongPassword' : said === 'wrong' ? wrong : 'setupFailed'));
    } catch {
      setProblem(t('setupFailed'));
    } finally {
      setBusy(false);
    }
  };
  return { problem, busy, attempt };
};
const told = (event: FormEvent<HTMLFormElement>, name: string): string => String(new FormData(event.currentTarget).get(name) ?? '');

const Password = (): ReactNode => {
  const t = useTexts(PEOPLE);
  return <Field label={t('passwordAgain')}>{(id) => <input id={id} name="password" type="password" className="input" required autoComplete="current-password" />}</Field>;
};
const Code = (): ReactNode => {
  const t = useTexts(PEOPLE);
  return <Field label={t('code')}>{(id) => <input id={id} name="code" className="input code" required inputMode="numeric" pattern="[0-9]{6}" maxLength={6} autoComplete="one-time-code" />}</Field>;
};

type SetUp = { onReady: () => void; onBack: () => void };

export function SetUpApp({ onReady, onBack }: SetUp): ReactNode {
  const t = useTexts(PEOPLE);
  const setup = useQuery({ queryKey: ['second-factor'], queryFn: () => secondFactorSetup(), retry: false, staleTime: Infinity, gcTime: 0 });
  const { problem, busy, attempt } = useAttempt(onReady, 'wrongCode');
  if (setup.isPending) return <Spinner />;
  if (setup.isError) return <Trouble error={setup.error} retry={() => void setup.refetch()} />;
  const active = setup.data === 'active';
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const [password, code] = [told(event, 'password'), told(event, 'code').trim()];
    void attempt(() => setUpSecondFactor(password, code, active));
  };
  return (
    <form className="card stack" onSubmit={submit}>
      <h1>{t('setupTitle')}</h1>
      {setup.data !== 'active' && <><p className="muted">{t('setupText')}</p>
        <img className="qr" alt={t('qr')} src={`data:image/svg+xml,${encodeURIComponent(renderSVG(setup.data.url, { border: 2 }))}`} />
        <p className="stack"><span className="muted">{t('orType')}</span><code className="secret">{setup.data.secret.replace(/(.{4})/g, '$1 ').trim()}</code></p>
        <Password /></>}
      <Code /><Wrong text={problem} />
      <Button type="submit" look="primary" wide disabled={busy}>{t('verify')}</Button>
      <Button look="quiet" onClick={onBack}>{t('otherWay')}</Button>
    </form>
  );
}

export function SetUpPasskey({ onReady, onBack }: SetUp): ReactNode {
  const t = useTexts(PEOPLE);
  const { problem, busy, attempt } = useAttempt(onReady, 'passkeyFailed');
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const password = told(event, 'password');
    void attempt(() => setUpPasskey(password, phoneName()));
  };
  return (
    <form className="card stack" onSubmit={submit}>
      <h1>{t('passkeySetup')}</h1><p className="muted">{t('passkeySetupText')}</p>
      <Password /><Wrong text={problem} />
      <Button type="submit" look="primary" wide icon="shield" disabled={busy}>{t('makePasskey')}</Button>
      <Button look="quiet" onClick={onBack}>{t('otherWay')}</Button>
    </form>
  );
}

/** The account has a factor, but this session has not shown it: set up elsewhere, or half way when the page was closed. */
function ShowFactor({ kept, onReady }: { kept: readonly Factor[]; onReady: () => void }): ReactNode {
  const t = useTexts(PEOPLE);
  const [app, key] = [kept.some((f) => f.type === 'totp'), kept.some((f) => f.type === 'webauthn')];
  const { problem, busy, attempt } = useAttempt(onReady, app ? 'wrongCode' : 'passkeyFailed');
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const code = told(event, 'code').trim();
    void attempt(() => setUpSecondFactor('', code, true));
  };
  return (
    <form className="card stack" onSubmit={submit}><h1>{t(app ? 'codeTitle' : 'passkeyTitle')}</h1>
      {key && <Button look={app ? '' : 'primary'} wide icon="shield" disabled={busy} onClick={() => void attempt(() => passkey('reauthenticate'))}>{t('usePasskey')}</Button>}
      {app && <Code />}<Wrong text={problem} />
      {app && <Button type="submit" look="primary" wide disabled={busy}>{t('verify')}</Button>}
    </form>
  );
}

export function Codes({ codes, kept, onDone }: { codes: readonly string[]; kept: string; onDone: () => void }): ReactNode {
  const t = useTexts(PEOPLE);
  return (
    <section className="card stack" role="status">
      <h1>{t('codesTitle')}</h1><p className="muted">{t('codesText')}</p>
      <ul className="recovery">{codes.map((c) => <li key={c}><code>{c}</code></li>)}</ul>
      <Button look="primary" wide icon="check" onClick={onDone}>{kept}</Button>
    </section>
  );
}
