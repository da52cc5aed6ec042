import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { api, type SentMessage } from '@shared/api';
import { dayAndTime, lookUp, said, useLanguage, useTexts } from '@shared/i18n';
import { Chip, Trouble } from '@shared/parts';
import { Bar, Choose } from './Bar';
import { Listing } from './Listing';
import { useFilters } from './filters';
import { CHANNELS, MANAGE, MESSAGE_STATES } from './texts';

const COLOURS: Readonly<Record<string, string>> = { sent: 'green', stuck: 'red', waiting: 'yellow', sending: 'yellow' };

/** What was sent to whom, by which channel, and what is stuck. */
export function Messages(): ReactNode {
  const t = useTexts(MANAGE);
  const lang = useLanguage();
  const client = useQueryClient();
  const { filters, set, clear } = useFilters();
  const [error, setError] = useState<unknown>(null);
  const query = useQuery({ queryKey: ['manage', 'messages', filters], queryFn: () => api.sentMessages(filters), refetchInterval: 10_000, placeholderData: (old) => old });
  const stuck = query.data?.stuck ?? 0;
  return (
    <>
      <div className="row wrap"><Chip colour={stuck > 0 ? 'red' : 'green'}>{t('stuck', { n: stuck })}</Chip></div>
      <Bar filters={filters} set={set} clear={clear}><Choose name="state" label={t('state')} texts={MESSAGE_STATES} filters={filters} set={set} /><Choose name="channel" label={t('channel')} texts={CHANNELS} filters={filters} set={set} /></Bar>
      {error !== null && <Trouble error={error} />}
      <Listing<SentMessage> query={query} rowKey={(m) => String(m.id)} width={960} emptyTitle={t('noMessages')} emptyText={t('noMessagesText')} columns={[
        { title: t('when'), width: 140, render: (_, m) => dayAndTime(m.created_at, lang) },
        { title: t('to'), width: 170, render: (_, m) => <>{m.to}<div className="muted">{m.phone}</div></> },
        { title: t('channel'), width: 100, render: (_, m) => lookUp(CHANNELS, m.channel, lang) },
        { title: t('text'), render: (_, m) => <>{said(m, 'text', lang)}{m.error !== '' && <div className="muted" lang="zh-CN">{m.error}</div>}</> },
        { title: t('state'), width: 180, render: (_, m) => <><Chip colour={COLOURS[m.state] ?? 'grey'}>{lookUp(MESSAGE_STATES, m.state, lang)}</Chip><div className="muted">{m.read_at !== null ? t('readAt', { t: dayAndTime(m.read_at, lang) }) : m.state === 'waiting' ? t('sendAt', { t: dayAndTime(m.send_at, lang) }) : ''}</div></> },
        { title: '', width: 100, render: (_, m) => (m.state === 'stuck' ? <Button size="small" onClick={() => { setError(null); api.retryMessage(m.id).then(() => client.invalidateQueries({ queryKey: ['manage'] }), setError); }}>{t('retry')}</Button> : null) },
      ]} />
    </>
  );
}
