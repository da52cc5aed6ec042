import { type ReactNode, useEffect } from 'react';
import { SOCIAL, Social } from '@features/social';
import { useSession } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Empty } from '@shared/parts';
import AntdTheme from '@shared/parts/Antd';
import { SideHead } from './SideHead';
import './command.css';

const READERS = ['acceptor'];

/** Social posts in doubt, on the command centre's dark face. */
export default function SocialPage(): ReactNode {
  const t = useTexts(SOCIAL);
  const { roles } = useSession();
  useEffect(() => {
    document.documentElement.dataset['face'] = 'dark';
    return () => { delete document.documentElement.dataset['face']; };
  }, []);
  return (
    <AntdTheme>
      <div className="command">
        <SideHead title={t('title')} back={t('back')} />
        {roles.some((r) => READERS.includes(r.role)) ? <Social /> : <main id="main"><Empty icon="shield" title={t('noRole')} /></main>}
      </div>
    </AntdTheme>
  );
}
