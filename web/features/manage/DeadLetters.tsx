import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Popconfirm } from 'antd';
import { type ReactNode, useState } from 'react';
import { api, type DeadLetter } from '@shared/api';
import { dayAndTime, said, useLanguage, useTexts } from '@shared/i18n';
import { Chip, Icon, Trouble } from '@shared/parts';
import { History } from './History';
import { Listing } from './Listing';
import { MANAGE } from './texts';

/** Messages that came and that nobody could take: why, and what to do with them. */
export function DeadLetters(): ReactNode {
  const t = useTexts(MANAGE);
  const lang = useLanguage();
  const client = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const [told, setTold] = useState('');
  const [past, setPast] = useState(false);
  const query = useQuery({ queryKey: ['manage', 'dead-letters'], queryFn: api.deadLetters, refetchInterval: 5_000 });
  const total = query.data?.total ?? 0;
  const again = (done: string): void => { setTold(done); void client.invalidateQueries({ queryKey: ['manage'] }); };
  const retry = (id: number): void => { setError(null); api.retryLetter(id).then(({ taken }) => again(t(taken ? 'letterTaken' : 'letterRefused')), setError); };
  const drop = (id: number): void => { setError(null); api.dropLetter(id).then(() => again(''), setError); };
  return (
    <>
      <div className="row wrap">
        <Chip colour={total > 0 ? 'red' : 'green'}>{t('letters', { n: total })}</Chip><Button icon={<Icon name="clock" />} onClick={() => setPast(true)}>{t('history')}</Button>
        {told !== '' && <span role="status" className="muted">{told}</span>}
      </div>
      {error !== null && <Trouble error={error} />}
      <Listing<DeadLetter> query={query} rowKey={(l) => String(l.id)} width={1080} emptyTitle={t('noLetters')} emptyText={t('noLettersText')} columns={[
        { title: t('lastAt'), width: 130, render: (_, l) => dayAndTime(l.last_at, lang) },
        { title: t('why'), width: 300, render: (_, l) => <>{said(l, 'said', lang)}{!l.whole && <div className="muted">{t('cut')}</div>}</> },
        { title: t('times'), width: 70, render: (_, l) => <b>{l.times}</b> },
        { title: t('topic'), width: 210, render: (_, l) => <code className="wrap-anywhere">{l.topic}</code> },
        { title: t('payload'), render: (_, l) => <code className="wrap-anywhere letter">{l.payload}</code> },
        { title: '', width: 170, render: (_, l) => <div className="row"><Button size="small" disabled={!l.whole} onClick={() => retry(l.id)}>{t('retry')}</Button><Popconfirm title={t('dropSure')} okText={t('dropIt')} onConfirm={() => drop(l.id)}><Button size="small" danger>{t('dropIt')}</Button></Popconfirm></div> },
      ]} />
      <Drawer open={past} size={560} title={t('history')} onClose={() => setPast(false)} destroyOnHidden><History sheet="dead_letters" /></Drawer>
    </>
  );
}
