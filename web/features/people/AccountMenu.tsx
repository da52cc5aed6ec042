import { type ReactNode, useState } from 'react';
import { useSession } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Icon } from '@shared/parts';
import { signOut } from './signIn';
import { PEOPLE } from './texts';

/** Who is signed in; opens what belongs to the account. The demo's accounts have no log-in to keep. */
export function AccountMenu(): ReactNode {
  const t = useTexts(PEOPLE);
  const { account, demo } = useSession();
  const [open, setOpen] = useState(false);
  const out = (): void => void signOut().then(() => location.assign('/login'));
  return (
    <div className="account" onKeyDown={(e) => { if (e.key === 'Escape') setOpen(false); }} onBlur={(e) => { if (!e.currentTarget.contains(e.relatedTarget)) setOpen(false); }}>
      <button type="button" className="who" aria-expanded={open} title={t('account')} aria-label={`${t('account')} ${account?.name ?? ''}`} onClick={() => setOpen(!open)}><Icon name="person" /><span>{account?.name}</span></button>
      {open && <div className="account-menu">
        {!demo && <a href="/login/security"><Icon name="shield" />{t('security')}</a>}
        <button type="button" onClick={out}><Icon name="next" />{t('out')}</button>
      </div>}
    </div>
  );
}
