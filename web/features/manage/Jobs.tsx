import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { type ReactNode, useState } from 'react';
import { api, type BackgroundJob } from '@shared/api';
import { dayAndTime, useLanguage, useTexts } from '@shared/i18n';
import { Chip, Icon, Trouble } from '@shared/parts';
import { ChooseFrom } from './Bar';
import { History } from './History';
import { Listing } from './Listing';
import { useFilters } from './filters';
import { MANAGE } from './texts';

const STATES = { queued: 'queuedState', running: 'runningState', stuck: 'stuckState' } as const;

/** What failed and why; try again. */
export function Jobs(): ReactNode {
  const t = useTexts(MANAGE);
  const lang = useLanguage();
  const client = useQueryClient();
  const { filters, set } = useFilters();
  const [error, setError] = useState<unknown>(null);
  const [done, setDone] = useState(0);
  const [past, setPast] = useState(false);
  const state = filters['state'] ?? 'stuck';
  const query = useQuery({ queryKey: ['manage', 'jobs', state], queryFn: () => api.backgroundJobs(state === 'all' ? '' : state), refetchInterval: 5_000 });
  const retry = (id: number): void => {
    setError(null);
    api.retryJobs(id).then(({ retried }) => { setDone(retried); void client.invalidateQueries({ queryKey: ['manage'] }); }, setError);
  };
  const stuck = query.data?.stuck ?? 0;
  return (
    <>
      <div className="row wrap">
        <Chip colour={stuck > 0 ? 'red' : 'green'}>{t('stuck', { n: stuck })}</Chip><Chip colour="grey">{t('running', { n: query.data?.running ?? 0 })}</Chip><Chip colour="grey">{t('queued', { n: query.data?.queued ?? 0 })}</Chip>
        <ChooseFrom name="state" label={t('stuckOnly')} filters={filters} set={set} options={[{ value: 'stuck', label: t('stuckOnly') }, { value: 'queued', label: t('queuedState') }, { value: 'running', label: t('runningState') }, { value: 'all', label: t('allJobs') }]} />
        <Button disabled={stuck === 0} onClick={() => retry(0)}>{t('retryAll')}</Button><Button icon={<Icon name="clock" />} onClick={() => setPast(true)}>{t('history')}</Button>
        {done > 0 && <span role="status" className="muted">{t('retried', { n: done })}</span>}
      </div>
      {error !== null && <Trouble error={error} />}
      <Listing<BackgroundJob> query={query} rowKey={(j) => String(j.id)} width={900} emptyTitle={t('noJobs')} emptyText={t('noJobsText')} columns={[
        { title: t('job'), width: 260, render: (_, j) => <><code>{j.name}</code><div className="muted">#{j.id}</div></> },
        { title: t('state'), width: 110, render: (_, j) => <Chip colour={j.state === 'stuck' ? 'red' : 'grey'}>{t(STATES[j.state as keyof typeof STATES])}</Chip> },
        { title: t('attempts'), dataIndex: 'attempts', width: 70 },
        { title: t('error'), dataIndex: 'error', render: (v: string) => (v ? <code className="wrap-anywhere">{v}</code> : '—') },
        { title: t('nextAt'), width: 150, render: (_, j) => (j.state === 'stuck' ? '—' : dayAndTime(j.run_at, lang)) },
        { title: '', width: 100, render: (_, j) => (j.state === 'stuck' ? <Button size="small" onClick={() => retry(j.id)}>{t('retry')}</Button> : null) },
      ]} />
      <Drawer open={past} size={560} title={t('history')} onClose={() => setPast(false)} destroyOnHidden><History sheet="jobs" /></Drawer>
    </>
  );
}
