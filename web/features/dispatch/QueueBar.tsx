import type { ReactNode } from 'react';
import { said, useLanguage, useTexts } from '@shared/i18n';
import { Button, Icon } from '@shared/parts';
import { useQueue, useQueueState } from './field';
import { DISPATCH } from './texts';

/** Says what is still on the phone and what the server did not accept. */
export function QueueBar(): ReactNode {
  const t = useTexts(DISPATCH);
  const lang = useLanguage();
  const queue = useQueue();
  const { waiting, refused, online } = useQueueState();
  return (
    <div className="queue-bar" aria-live="polite">
      {waiting.length > 0 && <p className="notice warn"><Icon name="refresh" /><span>{t('queued', { n: waiting.length })}{!online && ` · ${t('offline')}`}</span></p>}
      {refused.map((r) => <p key={r.event.key} className="notice error"><Icon name="alarm" /><span className="grow"><b>{t('refused')}</b> {said(r, 'detail', lang)}</span><Button small onClick={() => queue.dismiss(r.event.key)}>{t('dismiss')}</Button></p>)}
    </div>
  );
}
