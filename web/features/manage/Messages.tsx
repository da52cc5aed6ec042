import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { api, type SentMessage, type SentMessages } from '@shared/api';
import { dayAndTime, lookUp, said, useLanguage, useTexts } from '@shared/i18n';
import { Chip, Trouble } from '@shared/parts';
import { Bar, Choose } from './Bar';
import { Listing } from './Listing';
import { useFilters } from './filters';
import { CHANNELS, MANAGE, MESSAGE_STATES } from './texts';

const COLOURS: Readonly<Record<string, string>> = { sent: 'green', stuck: 'red', waiting: 'yellow', sending: 'yellow' };

const FIGURES = ['sent', 'waiting', 'stuck', 'dropped'] as const;

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
      <ChannelFigures channels={query.data?.channels ?? []} again={(channel) => { setError(null); api.retryMessages(channel).then(() => client.invalidateQueries({ queryKey: ['manage'] }), setError); }} />
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

type Counted = SentMessages['channels'][number];
type Outside = Parameters<typeof api.retryMessages>[0];
const outside = (channel: string): channel is Outside => ['sms', 'card', 'push', 'wechat'].includes(channel);

/** What went out, waits and is stuck, by channel; all that is stuck of one goes out again with one tap, when what held it up is mended. */
function ChannelFigures({ channels, again }: { channels: readonly Counted[]; again: (channel: Outside) => void }): ReactNode {
  const t = useTexts(MANAGE);
  const lang = useLanguage();
  if (channels.length === 0) return null;
  return (
    <table className="channel-figures">
      <thead><tr><th scope="col">{t('channel')}</th>{FIGURES.map((f) => <th key={f} scope="col">{lookUp(MESSAGE_STATES, f, lang)}</th>)}<th><span className="sr-only">{t('retry')}</span></th></tr></thead>
      <tbody>{channels.map((c) => (
        <tr key={c.channel}>
          <th scope="row">{lookUp(CHANNELS, c.channel, lang)}</th>
          {FIGURES.map((f) => <td key={f} className={f === 'stuck' && c.stuck > 0 ? 'bad' : ''}>{c[f]}</td>)}
          <td>{c.stuck > 0 && outside(c.channel) && <Button size="small" onClick={() => { if (outside(c.channel)) again(c.channel); }}>{t('retryChannel', { n: c.stuck })}</Button>}</td>
        </tr>
      ))}</tbody>
    </table>
  );
}
