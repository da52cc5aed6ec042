import { type ReactNode, useEffect } from 'react';
import { HOTLINE, Hotline } from '@features/hotline';
import { useSession } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Empty } from '@shared/parts';
import AntdTheme from '@shared/parts/Antd';
import { SideHead } from './SideHead';
import './command.css';

const KEEPERS = ['acceptor', 'manager', 'admin'];

/** The hotline's call-backs and deliveries, on the command centre's dark face. */
export default function HotlinePage(): ReactNode {
  const t = useTexts(HOTLINE);
  const { roles } = useSession();
  useEffect(() => {
    document.documentElement.dataset['face'] = 'dark';
    return () => { delete document.documentElement.dataset['face']; };
  }, []);
  return (
    <AntdTheme>
      <div className="command">
        <SideHead title={t('title')} back={t('back')} />
        {roles.some((r) => KEEPERS.includes(r.role)) ? <Hotline /> : <main id="main"><Empty icon="shield" title={t('noRole')} /></main>}
      </div>
    </AntdTheme>
  );
}
