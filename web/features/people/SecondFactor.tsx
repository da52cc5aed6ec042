import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { renderSVG } from 'uqr';
import { useTexts } from '@shared/i18n';
import { Brand, Button, Field, Icon, Spinner, Switches, Trouble } from '@shared/parts';
import { type Setup, recoveryCodes, secondFactorSetup, setUpSecondFactor, signOut } from './signIn';
import { PEOPLE } from './texts';

/** First log-in of a staff account: nothing opens until an authenticator app is set up. The secret never leaves this page. */
export function SecondFactor({ onDone }: { onDone: () => void }): ReactNode {
  const t = useTexts(PEOPLE);
  const setup = useQuery({ queryKey: ['second-factor'], queryFn: () => secondFactorSetup(), retry: false, staleTime: Infinity, gcTime: 0 });
  const [codes, setCodes] = useState<string[] | null>(null);
  const out = (): void => void signOut().then(() => location.assign('/login'));
  const ready = (): void => void recoveryCodes().then((mine) => (mine.length === 0 || setup.data === 'active' ? onDone() : setCodes(mine)), onDone);
  return (
    <div className="login">
      <header className="row"><Brand href="/" /><span className="grow" /><Switches /></header>
      <main id="main">
        {setup.isPending ? <Spinner /> : setup.isError ? <Trouble error={setup.error} retry={() => void setup.refetch()} />
          : codes !== null ? <Codes codes={codes} onDone={onDone} /> : <SetupForm setup={setup.data} onReady={ready} />}
        <p><Button look="quiet" onClick={out}>{t('out')}</Button></p>
      </main>
    </div>
  );
}

function SetupForm({ setup, onReady }: { setup: Setup; onReady: () => void }): ReactNode {
  const t = useTexts(PEOPLE);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const active = setup === 'active';
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    try {
      const said = await setUpSecondFactor(String(form.get('password') ?? ''), String(form.get('code') ?? '').trim(), active);
      if (said === 'done') return onReady();
      setProblem(t(said === 'throttled' ? 'throttled' : said === 'wrong_password' ? 'wrongPassword' : said === 'wrong' ? 'wrongCode' : 'setupFailed'));
    } catch {
      setProblem(t('setupFailed'));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="card stack" onSubmit={(e) => void submit(e)}>
      <h1>{t(active ? 'codeTitle' : 'setupTitle')}</h1>
      {setup !== 'active' && <>
        <p className="muted">{t('setupText')}</p>
        <img className="qr" alt={t('qr')} src={`data:image/svg+xml,${encodeURIComponent(renderSVG(setup.url, { border: 2 }))}`} />
        <p className="stack"><span className="muted">{t('orType')}</span><code className="secret">{setup.secret.replace(/(.{4})/g, '$1 ').trim()}</code></p>
        <Field label={t('passwordAgain')}>{(id) => <input id={id} name="password" type="password" className="input" required autoComplete="current-password" />}</Field>
      </>}
      <Field label={t('code')}>{(id) => <input id={id} name="code" className="input code" required inputMode="numeric" pattern="[0-9]{6}" maxLength={6} autoComplete="one-time-code" />}</Field>
      {problem !== null && <p className="notice error" role="alert"><Icon name="alarm" />{problem}</p>}
      <Button type="submit" look="primary" wide disabled={busy}>{t('verify')}</Button>
    </form>
  );
}

function Codes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }): ReactNode {
  const t = useTexts(PEOPLE);
  return (
    <section className="card stack" role="status">
      <h1>{t('codesTitle')}</h1><p className="muted">{t('codesText')}</p>
      <ul className="recovery">{codes.map((c) => <li key={c}><code>{c}</code></li>)}</ul>
      <Button look="primary" wide icon="check" onClick={onDone}>{t('codesKept')}</Button>
    </section>
  );
}
