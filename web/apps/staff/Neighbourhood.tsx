import { type ReactNode, useEffect } from 'react';
import { NeighbourhoodOffice, OFFICE } from '@features/community';
import { useTexts } from '@shared/i18n';
import AntdTheme from '@shared/parts/Antd';
import { SideHead } from './SideHead';
import './command.css';

/** The neighbourhood on the command centre's dark face. */
export default function Neighbourhood(): ReactNode {
  const t = useTexts(OFFICE);
  useEffect(() => {
    document.documentElement.dataset['face'] = 'dark';
    return () => { delete document.documentElement.dataset['face']; };
  }, []);
  return (
    <AntdTheme>
      <div className="command">
        <SideHead title={t('title')} back={t('back')} />
        <main id="main" className="whistles-main"><NeighbourhoodOffice base="/command/community" theme="dark" /></main>
      </div>
    </AntdTheme>
  );
}
