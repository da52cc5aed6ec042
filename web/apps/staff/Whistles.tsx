import { type ReactNode, useEffect } from 'react';
import { Together, WHISTLES } from '@features/whistles';
import { useSession } from '@shared/api';
import { useTexts } from '@shared/i18n';
import AntdTheme from '@shared/parts/Antd';
import { SideHead } from './SideHead';
import './command.css';

const BLOWS = ['street', 'liaison'];

/** Whistles on the command centre's dark face: all of one's areas, with what is late. */
export default function Whistles(): ReactNode {
  const t = useTexts(WHISTLES);
  const { roles } = useSession();
  useEffect(() => {
    document.documentElement.dataset['face'] = 'dark';
    return () => { delete document.documentElement.dataset['face']; };
  }, []);
  return (
    <AntdTheme>
      <div className="command">
        <SideHead title={t('title')} back={t('back')} />
        <main id="main" className="whistles-main"><Together base="/command/whistles" theme="dark" blows={roles.some((r) => BLOWS.includes(r.role))} /></main>
      </div>
    </AntdTheme>
  );
}
