import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { REPORTS, remember } from '@features/reports';
import NearMap from '@features/reports/NearMap';
import { useTexts } from '@shared/i18n';
import { trackPath } from './links';

export default function Near(): ReactNode {
  const t = useTexts(REPORTS);
  const go = useNavigate();
  return (
    <div className="stack">
      <h1>{t('nearby')}</h1>
      <NearMap onFollowed={(sent, title) => {
        remember({ ...sent, title, at: new Date().toISOString() });
        void go(trackPath(sent.receipt, sent.code));
      }} />
    </div>
  );
}
