import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { PEOPLE, Security } from '@features/people';
import { useSession } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Brand, Icon, Switches } from '@shared/parts';
import { LoginPage, firstFace } from './LoginPage';

/** What a person keeps himself: second factors, recovery codes, phones. */
export function SecurityPage(): ReactNode {
  const t = useTexts(PEOPLE);
  const session = useSession();
  if (session.account === null || session.second_factor === 'required') return <LoginPage />;
  return (
    <div className="login security">
      <header className="row"><Brand /><span className="grow" /><Switches /></header>
      <main id="main"><p><Link className="btn quiet" to={firstFace(session)}><Icon name="back" />{t('back')}</Link></p><Security /></main>
    </div>
  );
}
