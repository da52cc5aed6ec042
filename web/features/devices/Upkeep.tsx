import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { api } from '@shared/api';
import { dayAndTime, useLanguage, useTexts } from '@shared/i18n';
import { Chip, Empty, Spinner, Trouble } from '@shared/parts';
import { AskReason } from '@shared/parts/AskReason';
import { DEVICES } from './texts';

/** Orders of upkeep that are open: of one device, or all of them. */
export function UpkeepList({ device = '' }: { device?: string }): ReactNode {
  const t = useTexts(DEVICES);
  const lang = useLanguage();
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['upkeep', device], queryFn: () => api.upkeep({ device, state: 'open' }), refetchInterval: 15_000 });
  const again = async (): Promise<void> => { await Promise.all([client.invalidateQueries({ queryKey: ['upkeep'] }), client.invalidateQueries({ queryKey: ['cameras'] }), client.invalidateQueries({ queryKey: ['camera'] })]); };
  if (query.isPending) return <Spinner />;
  if (query.isError) return <Trouble error={query.error} retry={() => void query.refetch()} />;
  if (query.data.length === 0) return <Empty icon="check" title={t('noOrders')}>{t('noOrdersText')}</Empty>;
  return (
    <ul className="upkeep">{query.data.map((o) => {
      const [sort, code = ''] = o.device.split(':');
      return (
        <li key={o.id}>
          <div className="grow"><p className="row wrap"><Chip colour="red">{o.trouble_name[lang]}</Chip>{device === '' && (sort === 'camera' ? <Link to={`/command/cameras/${code}`}>{code}</Link> : <code>{code}</code>)}<span className="muted">{dayAndTime(o.asked_at, lang)}</span></p><p>{o.said[lang]}</p></div>
          {o.may_end && <div className="row"><AskReason label={t('repair')} title={t('whatDone')} run={async (what) => { await api.endUpkeep(o.id, 'repair', what); await again(); }} /><AskReason label={t('dismiss')} title={t('whyDismiss')} run={async (what) => { await api.endUpkeep(o.id, 'dismiss', what); await again(); }} /></div>}
        </li>
      );
    })}</ul>
  );
}
