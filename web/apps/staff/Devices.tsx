import { type ReactNode, useEffect } from 'react';
import { useParams } from 'react-router';
import { CameraPage, Cameras, DEVICES } from '@features/devices';
import { useSession } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Empty } from '@shared/parts';
import AntdTheme from '@shared/parts/Antd';
import { SideHead } from './SideHead';
import './command.css';

const LOOKERS = ['engineer', 'manager', 'admin', 'acceptor', 'shift_leader', 'dispatcher', 'supervisor'];

/** Cameras: the list, or one of them. */
export default function Devices(): ReactNode {
  const t = useTexts(DEVICES);
  const { code } = useParams();
  const { roles } = useSession();
  useEffect(() => {
    document.documentElement.dataset['face'] = 'dark';
    return () => { delete document.documentElement.dataset['face']; };
  }, []);
  return (
    <AntdTheme>
      <div className="command">
        <SideHead title={t('title')} back={t('back')} />
        <main id="main" className="devices">{roles.some((r) => LOOKERS.includes(r.role)) ? (code === undefined ? <Cameras /> : <CameraPage code={code} />) : <Empty icon="shield" title={t('nothingYours')} />}</main>
      </div>
    </AntdTheme>
  );
}
