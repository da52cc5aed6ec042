import { type ReactNode, useEffect } from 'react';
import { DESK } from '@features/open';
import Desk from '@features/open/Desk';
import { useTexts } from '@shared/i18n';
import AntdTheme from '@shared/parts/Antd';
import { SideHead } from './SideHead';
import './command.css';

/** What waits to be released, on the command centre's dark face. */
export default function Openness(): ReactNode {
  const t = useTexts(DESK);
  useEffect(() => {
    document.documentElement.dataset['face'] = 'dark';
    return () => { delete document.documentElement.dataset['face']; };
  }, []);
  return (
    <AntdTheme>
      <div className="command">
        <SideHead title={t('title')} back={t('back')} />
        <main id="main" className="whistles-main"><Desk /></main>
      </div>
    </AntdTheme>
  );
}
