import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, type PublicationRow } from '@shared/api';
import { dayAndTime, lookUp, said, useLanguage, useTexts } from '@shared/i18n';
import { Chip, Empty, Spinner, Trouble } from '@shared/parts';
import { DESK } from './deskTexts';
import { Named } from './Named';
import { Publication } from './Publication';
import './open.css';
import './desk.css';

const FILTERS = ['waiting', 'overdue', 'shown', 'withdrawn', ''] as const;
const COLOURS: Readonly<Record<string, '' | 'grey' | 'green' | 'yellow' | 'red'>> = { proposed: '', held: 'yellow', released: 'green', shown: 'green', withdrawn: 'grey' };

/** The desk of those who release: what waits, the longest late first; one of them with its draft; who is named. */
export default function Desk(): ReactNode {
  const t = useTexts(DESK);
  const client = useQueryClient();
  const [state, setState] = useState<(typeof FILTERS)[number]>('waiting');
  const [chosen, setChosen] = useState<number | null>(null);
  const found = useQuery({ queryKey: ['openness', state], queryFn: () => api.publications({ state }), refetchInterval: 30_000 });
  const naming = useMutation({ mutationFn: (n: { kind: string; account: number }) => api.namePublisher(n.kind, n.account), onSuccess: () => void client.invalidateQueries({ queryKey: ['openness'] }) });
  const rows = found.data?.rows ?? [];
  const number = (f: string): string => (found.data === undefined ? '' : f === 'waiting' ? ` ${found.data.waiting}` : f === 'overdue' ? ` ${found.data.overdue}` : '');
  return (
    <div className="open openness">
      <section className="stack openness-list">
        <div className="openness-filters" role="group" aria-label={t('title')}>{FILTERS.map((f) => <button key={f} type="button" aria-pressed={state === f} onClick={() => { setState(f); setChosen(null); }}>{t(f === '' ? 'all' : f)}{number(f)}</button>)}</div>
        {found.isPending && <Spinner />}
        {found.isError && <Trouble error={found.error} retry={() => void found.refetch()} />}
        {found.isSuccess && rows.length === 0 && <Empty icon="list" title={t(state === 'waiting' ? 'none' : 'nothing')}>{state === 'waiting' && t('noneText')}</Empty>}
        <ul className="stack">{rows.map((p) => <li key={p.id}><Row one={p} chosen={chosen === p.id} onChoose={() => setChosen(p.id)} /></li>)}</ul>
      </section>
      <div className="openness-one">{chosen === null ? <p className="openness-hint muted">{t('choosePub')}</p> : <Publication key={chosen} id={chosen} />}</div>
      {found.data !== undefined && <div className="openness-named"><Named desk={found.data} error={naming.error} onName={(kind, account) => naming.mutate({ kind, account })} /></div>}
    </div>
  );
}

function Row({ one, chosen, onChoose }: { one: PublicationRow; chosen: boolean; onChoose: () => void }): ReactNode {
  const t = useTexts(DESK);
  const lang = useLanguage();
  return (
    <button type="button" className="card openness-row" aria-pressed={chosen} onClick={onChoose}>
      <span className="row wrap"><Chip colour="grey">{said(one, 'kind_name', lang)}</Chip><Chip colour={COLOURS[one.state] ?? 'grey'}>{lookUp(DESK, `s_${one.state}`, lang)}</Chip>{one.overdue && <Chip colour="red">{t('late', { d: dayAndTime(one.due, lang) })}</Chip>}{one.edition > 1 && <Chip colour="grey">{t('edition', { n: one.edition })}</Chip>}</span>
      <strong>{one.kind === 'answer' ? one.title : said(one, 'title', lang)}</strong>
      <span className="muted">{[one.area_name, one.named === '' ? t('nobody') : t('namedIs', { who: one.named }), one.state === 'proposed' && !one.overdue ? t('due', { d: dayAndTime(one.due, lang) }) : ''].filter((x) => x !== '').join(' · ')}</span>
    </button>
  );
}
