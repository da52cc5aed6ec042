import { type ReactNode, useEffect } from 'react';
import { VOICES, VoiceDesk } from '@features/voices';
import { useSession } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Empty } from '@shared/parts';
import AntdTheme from '@shared/parts/Antd';
import { SideHead } from './SideHead';
import './command.css';

/** The supervision unit's desk for complaints about officers and praise, on the command centre's dark face. */
export default function VoicesPage(): ReactNode {
  const t = useTexts(VOICES);
  const { roles } = useSession();
  useEffect(() => {
    document.documentElement.dataset['face'] = 'dark';
    return () => { delete document.documentElement.dataset['face']; };
  }, []);
  return (
    <AntdTheme>
      <div className="command">
        <SideHead title={t('desk')} back={t('back')} />
        {roles.some((r) => r.role === 'supervisor') ? <VoiceDesk /> : <main id="main"><Empty icon="shield" title={t('noRole')} /></main>}
      </div>
    </AntdTheme>
  );
}
