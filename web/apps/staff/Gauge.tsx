import { type ReactNode, useEffect } from 'react';
import { useParams } from 'react-router';
import { DARK, SENSORS, SensorPage } from '@features/sensors';
import { useTexts } from '@shared/i18n';
import AntdTheme from '@shared/parts/Antd';
import { SideHead } from './SideHead';
import './command.css';

/** One sensor on the command centre's dark face: for engineers, who do not see /manage, too. */
export default function Gauge(): ReactNode {
  const t = useTexts(SENSORS);
  const { code = '' } = useParams();
  useEffect(() => {
    document.documentElement.dataset['face'] = 'dark';
    return () => { delete document.documentElement.dataset['face']; };
  }, []);
  return (
    <AntdTheme>
      <div className="command">
        <SideHead title={t('page', { code })} back={t('back')} />
        <main id="main" className="gauge"><SensorPage key={code} code={code} ink={DARK} /></main>
      </div>
    </AntdTheme>
  );
}
