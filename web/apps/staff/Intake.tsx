import { type ReactNode, useEffect } from 'react';
import { Link } from 'react-router';
import { Clock } from '@features/live';
import { INTAKE, Queue } from '@features/intake';
import { useSession } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Brand, Empty, Icon, Switches } from '@shared/parts';
import './command.css';

/** The acceptor's queue, on the command centre's dark face. */
export default function Intake(): ReactNode {
  const t = useTexts(INTAKE);
  const { account, demo, roles } = useSession();
  useEffect(() => {
    document.documentElement.dataset['face'] = 'dark';
    return () => { delete document.documentElement.dataset['face']; };
  }, []);
  return (
    <div className="command">
      <header className="command-head">
        <Brand {...(demo ? { href: '/demo' } : {})} /><nav><Link to="/command"><Icon name="back" />{t('back')}</Link><Link to="/command/hotline"><Icon name="bell" />{t('hotline')}</Link><Link to="/command/social"><Icon name="people" />{t('social')}</Link></nav><strong className="intake-title">{t('title')}</strong><span className="intake-keys">{t('keys')}</span>
        <span className="grow" /><Clock /><Switches /><span className="who"><Icon name="person" /><span>{account?.name}</span></span>
      </header>
      {roles.some((r) => r.role === 'acceptor') ? <Queue /> : <Empty icon="shield" title={t('noRole')}><Link to="/command">{t('back')}</Link></Empty>}
    </div>
  );
}
