import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, type PermitInfo } from '@shared/api';
import { lookUp, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Icon, Spinner, Trouble } from '@shared/parts';
import { daysOf } from './hours';
import { PERMITS, PERMIT_KINDS } from './texts';
import './permits.css';

const today = (p: PermitInfo): 'valid' | 'revoked' | 'expired' => (p.valid ? 'valid' : p.revoked ? 'revoked' : 'expired');

/** One permit as its QR code opens it: does it hold, what does it allow, where and when. */
export function PermitCard({ number, onClose }: { number: string; onClose?: () => void }): ReactNode {
  const t = useTexts(PERMITS);
  const lang = useLanguage();
  const query = useQuery({ queryKey: ['permit', number], queryFn: () => api.permit(number) });
  const close = onClose === undefined ? null : <Button small look="quiet" aria-label={t('close')} onClick={onClose}><Icon name="close" /></Button>;
  if (query.isPending) return <div className="card permit"><Spinner /></div>;
  if (query.isError) return <div className="card permit stack"><Trouble error={query.error} />{close}</div>;
  const p = query.data;
  const days = (list: number[]): string => (list.length === 7 ? t('every') : list.map((d) => t(`d${d}` as 'd1')).join(' '));
  return (
    <section className="card permit stack" aria-label={p.number}>
      <div className="row"><h2 className="grow">{lookUp(PERMIT_KINDS, p.kind, lang)}</h2><Chip colour={p.valid ? 'green' : 'red'}>{t(today(p))}</Chip>{close}</div>
      <strong>{p.place}</strong>
      <dl className="permit-facts">
        <dt>{t('number')}</dt><dd>{p.number}</dd>
        <dt>{t('period')}</dt><dd>{p.valid_from} – {p.valid_to}</dd>
        <dt>{t('hours')}</dt><dd>{p.hours.length === 0 ? t('always') : p.hours.map((h, i) => <div key={i}>{days(daysOf(h.days))} {h.from}–{h.to}</div>)}</dd>
        <dt>{t('reach')}</dt><dd>{t('metres', { n: p.radius_m })}{p.kind === 'stall' && <> · {t('pitches', { n: p.places })}</>}</dd>
      </dl>
      <div className="row wrap">{p.valid && <Chip colour={p.open_now ? 'green' : 'grey'}>{t(p.open_now ? 'open' : 'closed')}</Chip>}<img className="permit-qr" src={`/api/permits/${encodeURIComponent(p.number)}/qr.svg`} alt={t('qr')} width={96} height={96} /></div>
    </section>
  );
}
