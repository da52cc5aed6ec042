import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { type ReactNode, useState } from 'react';
import { api, type ApiKey, type Followed, type Referral } from '@shared/api';
import { dayAndTime, said, useLanguage, useTexts } from '@shared/i18n';
import { Chip, Icon, Trouble } from '@shared/parts';
import { ChooseFrom } from './Bar';
import { History } from './History';
import { Listing } from './Listing';
import { useFilters } from './filters';
import { MANAGE } from './texts';

const STATES = { waiting: ['waitingState', 'grey'], token: ['tokenState', 'grey'], sent: ['sentState', 'green'], closed: ['closedState', 'green'], stuck: ['stuckState', 'red'] } as const;

/** What goes between cities: reports that others handle, platforms that we follow, keys that others file with. */
export function Platforms(): ReactNode {
  const t = useTexts(MANAGE);
  const lang = useLanguage();
  const client = useQueryClient();
  const { filters, set } = useFilters();
  const [error, setError] = useState<unknown>(null);
  const [done, setDone] = useState(0);
  const [past, setPast] = useState(false);
  const state = filters['state'] ?? 'all';
  const asked = { queryKey: ['manage', 'platforms', state], queryFn: () => api.platforms(state === 'all' ? '' : state), refetchInterval: 5_000 };
  const query = useQuery(asked);
  const referrals = useQuery({ ...asked, select: (page) => ({ rows: page.referrals }) });
  const follows = useQuery({ ...asked, select: (page) => ({ rows: page.follows }) });
  const keys = useQuery({ ...asked, select: (page) => ({ rows: page.keys }) });
  const resend = (id: number): void => {
    setError(null);
    api.resend(id).then(({ resent }) => { setDone(resent); void client.invalidateQueries({ queryKey: ['manage'] }); }, setError);
  };
  const stuck = query.data?.stuck ?? 0;
  return (
    <>
      <div className="row wrap">
        <Chip colour={stuck > 0 ? 'red' : 'green'}>{t('stuckReferrals', { n: stuck })}</Chip><Chip colour="grey">{t('waitingReferrals', { n: query.data?.waiting ?? 0 })}</Chip>
        <ChooseFrom name="state" label={t('allJobs')} filters={filters} set={set} options={[{ value: 'all', label: t('allJobs') }, ...Object.entries(STATES).map(([value, [label]]) => ({ value, label: t(label) }))]} />
        <Button disabled={stuck === 0} onClick={() => resend(0)}>{t('retryAll')}</Button><Button icon={<Icon name="clock" />} onClick={() => setPast(true)}>{t('history')}</Button>
        {done > 0 && <span role="status" className="muted">{t('resent', { n: done })}</span>}
      </div>
      {error !== null && <Trouble error={error} />}
      <h2>{t('follows')}</h2>
      <Listing<Followed> query={follows} rowKey={(f) => f.name} width={900} emptyTitle={t('noFollows')} emptyText={t('noFollowsText')} columns={[
        { title: t('name'), dataIndex: 'name', width: 140 },
        { title: t('address'), render: (_, f) => <><code className="wrap-anywhere">{f.address}</code>{f.jurisdiction !== '' && <div className="muted">{f.jurisdiction}</div>}</> },
        { title: t('refersWhat'), width: 140, render: (_, f) => (f.refers.length === 0 ? '—' : f.refers.join(', ')) },
        { title: t('pulledTo'), width: 130, render: (_, f) => (f.pulls ? dayAndTime(f.pulled_to, lang) : t('pullsOnly')) },
        { title: t('state'), width: 240, render: (_, f) => <><Chip colour={f.failures > 0 ? 'red' : 'green'}>{f.failures > 0 ? t('failingState', { n: f.failures }) : t('wellState')}</Chip>{f.said !== '' && <div className="muted">{said(f, 'said', lang)}</div>}</> },
      ]} />
      <h2>{t('referrals')}</h2>
      <Listing<Referral> query={referrals} rowKey={(r) => String(r.id)} width={980} emptyTitle={t('noReferrals')} emptyText={t('noReferralsText')} columns={[
        { title: t('receiptNo'), width: 150, render: (_, r) => <><code>{r.receipt}</code><div className="muted">{r.service}</div></> },
        { title: t('whereItStands'), width: 260, render: (_, r) => (r.said === '' ? r.notes || '—' : said(r, 'said', lang)) },
        { title: t('toWhom'), dataIndex: 'to' },
        { title: t('state'), width: 130, render: (_, r) => <Chip colour={STATES[r.state as keyof typeof STATES][1]}>{t(STATES[r.state as keyof typeof STATES][0])}</Chip> },
        { title: t('theirNumber'), width: 160, render: (_, r) => (r.number === '' ? '—' : <code className="wrap-anywhere">{r.number}</code>) },
        { title: t('attempts'), dataIndex: 'attempts', width: 70 },
        { title: t('nextAt'), width: 130, render: (_, r) => (r.state === 'waiting' || r.state === 'token' ? dayAndTime(r.next_at, lang) : '—') },
        { title: '', width: 90, render: (_, r) => (r.state === 'stuck' ? <Button size="small" onClick={() => resend(r.id)}>{t('retry')}</Button> : null) },
      ]} />
      <h2>{t('apiKeys')}</h2>
      <Listing<ApiKey> query={keys} rowKey={(k) => k.name} width={600} emptyTitle={t('noKeys')} emptyText={t('noKeysText')} columns={[
        { title: t('name'), dataIndex: 'name' },
        { title: t('jurisdiction'), width: 220, render: (_, k) => k.jurisdiction || t('everyJurisdiction') },
        { title: t('givenAt'), width: 140, render: (_, k) => dayAndTime(k.made_at, lang) },
        { title: t('state'), width: 110, render: (_, k) => <Chip colour={k.revoked_at === null ? 'green' : 'grey'}>{t(k.revoked_at === null ? 'validKey' : 'revokedKey')}</Chip> },
      ]} />
      <Drawer open={past} size={560} title={t('history')} onClose={() => setPast(false)} destroyOnHidden><History sheet="open311_referrals" /></Drawer>
    </>
  );
}
