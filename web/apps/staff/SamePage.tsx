import { type ReactNode, useEffect } from 'react';
import { SAME, Same } from '@features/same';
import { useSession } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Empty } from '@shared/parts';
import AntdTheme from '@shared/parts/Antd';
import { SideHead } from './SideHead';
import './command.css';

const ASKED = ['acceptor', 'shift_leader', 'dispatcher'];

/** Likely repetitions and hot issues, on the command centre's dark face. */
export default function SamePage(): ReactNode {
  const t = useTexts(SAME);
  const { roles } = useSession();
  useEffect(() => {
    document.documentElement.dataset['face'] = 'dark';
    return () => { delete document.documentElement.dataset['face']; };
  }, []);
  return (
    <AntdTheme>
      <div className="command">
        <SideHead title={t('title')} back={t('back')} hint={t('keys')} />
        {roles.some((r) => ASKED.includes(r.role)) ? <Same /> : <main id="main"><Empty icon="shield" title={t('noRole')} /></main>}
      </div>
    </AntdTheme>
  );
}
