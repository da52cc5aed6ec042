import { type ReactNode, useEffect } from 'react';
import { Review, SENSE } from '@features/sense';
import { AlarmSeen } from '@features/sensors';
import { useSession } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Empty } from '@shared/parts';
import AntdTheme from '@shared/parts/Antd';
import { SideHead } from './SideHead';
import './command.css';

const REVIEWERS = ['acceptor', 'shift_leader', 'dispatcher', 'manager'];

/** The review desk, on the command centre's dark face. */
export default function ReviewPage(): ReactNode {
  const t = useTexts(SENSE);
  const { roles } = useSession();
  useEffect(() => {
    document.documentElement.dataset['face'] = 'dark';
    return () => { delete document.documentElement.dataset['face']; };
  }, []);
  return (
    <AntdTheme>
      <div className="command">
        <SideHead title={t('title')} back={t('back')} hint={t('keys')} />
        {roles.some((r) => REVIEWERS.includes(r.role)) ? <Review gauge={(row) => <AlarmSeen key={row.id} code={row.device.slice(7)} facts={row.facts} at={row.seen_at} />} /> : <main id="main"><Empty icon="shield" title={t('noRole')} /></main>}
      </div>
    </AntdTheme>
  );
}
