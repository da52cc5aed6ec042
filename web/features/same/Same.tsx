import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { api } from '@shared/api';
import { nameIn, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Empty, Spinner, Trouble } from '@shared/parts';
import { Compare } from './Compare';
import { Hot } from './Hot';
import { SAME } from './texts';
import './same.css';

/** Two steps: the list of likely repetitions, then both side by side. Beside them, what many people report. */
export function Same(): ReactNode {
  const t = useTexts(SAME);
  const lang = useLanguage();
  const [search, setSearch] = useSearchParams();
  const [said, setSaid] = useState('');
  const hot = search.get('tab') === 'hot';
  const questions = useQuery({ queryKey: ['questions'], queryFn: () => api.questions(), refetchInterval: 30_000 });
  const rows = questions.data ?? [];
  const index = Math.max(0, rows.findIndex((q) => q.ticket.no === search.get('ticket')));
  const asked = search.get('ticket');
  const question = rows[index];
  // A ticket that somebody came with need not be in the list: it is compared all the same.
  const shown = asked !== null ? { no: asked, first: rows.find((q) => q.ticket.no === asked)?.other.no ?? '' } : question === undefined ? null : { no: question.ticket.no, first: question.other.no };
  const go = useCallback((no: string | null): void => setSearch(no === null ? {} : { ticket: no }, { replace: true }), [setSearch]);
  const done = useCallback((words: string): void => { setSaid(words); go(null); }, [go]);
  const move = useRef<(by: number) => void>(() => undefined);
  move.current = (by) => { const next = rows[Math.min(Math.max(index + by, 0), rows.length - 1)]; if (next !== undefined) go(next.ticket.no); };
  useEffect(() => {
    const listen = (e: KeyboardEvent): void => { if (e.key === 'j') move.current(1); if (e.key === 'k') move.current(-1); };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
  const tabs = (
    <div className="row wrap" role="tablist">
      <Button small role="tab" aria-selected={!hot} look={hot ? '' : 'primary'} onClick={() => setSearch({}, { replace: true })}>{t('questions', { n: rows.length })}</Button>
      <Button small role="tab" aria-selected={hot} look={hot ? 'primary' : ''} onClick={() => setSearch({ tab: 'hot' }, { replace: true })}>{t('hot')}</Button>
    </div>
  );
  if (hot) return <main id="main" className="same same-hot">{tabs}<Hot /></main>;
  return (
    <main id="main" className="same">
      <section className="same-side">
        {tabs}
        {said !== '' && <p className="muted" role="status">{said}</p>}
        {questions.isError && <Trouble error={questions.error} retry={() => void questions.refetch()} />}
        <ol className="same-list">{rows.map((q) => (
          <li key={q.ticket.no}><button type="button" aria-current={q.ticket.no === shown?.no} onClick={() => go(q.ticket.no)}><span className="line">{q.ticket.text || q.ticket.address}</span><span className="row"><span className="muted grow">{nameIn(q.ticket.matter, lang)} · {q.ticket.street_name}</span><Chip colour={q.percent >= 60 ? 'yellow' : 'grey'}>{t('percent', { n: q.percent })}</Chip></span></button></li>
        ))}</ol>
      </section>
      {questions.isPending ? <Spinner /> : shown === null ? <Empty icon="check" title={t('emptyTitle')}>{t('emptyText')}</Empty> : <Compare key={shown.no} no={shown.no} first={shown.first} onDone={done} />}
    </main>
  );
}
