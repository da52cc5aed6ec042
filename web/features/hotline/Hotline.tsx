import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, type HotlineDesk } from '@shared/api';
import { said, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Empty, Spinner, Trouble } from '@shared/parts';
import { Call } from './Call';
import { Deliveries, Senders } from './Senders';
import { HOTLINE } from './texts';
import './hotline.css';

/** Callers to be called back; what they said so far; the hotlines themselves and what went wrong with them. */
export function Hotline(): ReactNode {
  const t = useTexts(HOTLINE);
  const client = useQueryClient();
  const [news, setNews] = useState('');
  const desk = useQuery({ queryKey: ['hotline'], queryFn: () => api.hotline(), refetchInterval: 30_000 });
  const done = (words: string): void => { setNews(words); void client.invalidateQueries({ queryKey: ['hotline'] }); };
  if (desk.isPending) return <main id="main" className="hotline"><Spinner /></main>;
  if (desk.isError) return <main id="main" className="hotline"><Trouble error={desk.error} retry={() => void desk.refetch()} /></main>;
  const { calls, senders, imports, stuck, figures, days, fields } = desk.data;
  return (
    <main id="main" className="hotline">
      <section className="stack">
        <h2>{t('calls')} <Chip colour={calls.length > 0 ? 'amber' : 'green'}>{calls.length}</Chip></h2>
        {news !== '' && <p className="muted" role="status">{news}</p>}
        {calls.length === 0 ? <Empty icon="check" title={t('noCalls')}>{t('noCallsText')}</Empty> : calls.map((c) => <Call key={c.id} call={c} onDone={done} />)}
      </section>
      <div className="stack">
        <Rates figures={figures} days={days} />
        <Stuck stuck={stuck} onDone={done} />
        <Senders senders={senders} fields={fields} onDone={done} />
        <Deliveries imports={imports} />
      </div>
    </main>
  );
}

type Figures = HotlineDesk['figures'];
type Part = Figures['all']['solved'];

function Rates({ figures, days }: { figures: Figures; days: number }): ReactNode {
  const t = useTexts(HOTLINE);
  const rows = (title: string, found: Figures['units']): ReactNode => found.length > 0 && <><tr><th colSpan={4} scope="colgroup">{title}</th></tr>{found.map((r) => <Line key={r.name} name={r.name} rates={r} />)}</>;
  return (
    <section className="card stack">
      <h2>{t('figures', { n: days })}</h2>
      <table className="rates">
        <thead><tr><td /><th scope="col">{t('responded')}</th><th scope="col">{t('solvedRate')}</th><th scope="col">{t('satisfiedRate')}</th></tr></thead>
        <tbody><Line name={t('all')} rates={figures.all} />{rows(t('units'), figures.units)}{rows(t('streets'), figures.streets)}</tbody>
      </table>
    </section>
  );
}

const Line = ({ name, rates }: { name: string; rates: Figures['all'] }): ReactNode => <tr><th scope="row">{name}</th>{[rates.responded, rates.solved, rates.satisfied].map((p, i) => <td key={i}><Rate part={p} /></td>)}</tr>;

/** A share with what it is a share of; nothing of nothing is none. */
function Rate({ part }: { part: Part }): ReactNode {
  const t = useTexts(HOTLINE);
  if (part.of === 0) return '-';
  return <><strong>{(100 * part.yes / part.of).toFixed(1)}%</strong> <span className="muted">{t('of', { yes: part.yes, of: part.of })}</span></>;
}

function Stuck({ stuck, onDone }: { stuck: HotlineDesk['stuck']; onDone: (words: string) => void }): ReactNode {
  const t = useTexts(HOTLINE);
  const [error, setError] = useState<unknown>(null);
  const send = (id: number): void => { setError(null); api.resendAnswer(id).then(({ resent }) => onDone(t('resent', { n: resent })), setError); };
  return (
    <section className="card stack">
      <h2>{t('stuck')} <Chip colour={stuck.length > 0 ? 'red' : 'green'}>{stuck.length}</Chip></h2>
      {error !== null && <Trouble error={error} />}
      {stuck.length === 0 ? <p className="muted">{t('noStuck')}</p> : <ul className="stack">{stuck.map((a) => <StuckRow key={a.id} row={a} onSend={() => send(a.id)} />)}</ul>}
      {stuck.length > 1 && <div><Button small onClick={() => send(0)}>{t('retryAll')}</Button></div>}
    </section>
  );
}

function StuckRow({ row, onSend }: { row: HotlineDesk['stuck'][number]; onSend: () => void }): ReactNode {
  const t = useTexts(HOTLINE);
  const lang = useLanguage();
  return (
    <li className="stuck">
      <div className="row wrap"><strong className="grow">{row.sender} · {row.number}</strong><Chip colour="red">{t('tries', { n: row.attempts })}</Chip><Button small onClick={onSend}>{t('retry')}</Button></div>
      <p>{said(row, 'said', lang)}</p><p className="muted">{row.text}</p>
    </li>
  );
}
