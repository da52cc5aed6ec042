import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { type Alike, type TicketReport, type TicketRow, api, newKey } from '@shared/api';
import { SOURCES, STATES, dayAndTime, lookUp, nameIn, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Icon, Photos, Spinner, Trouble } from '@shared/parts';
import { SAME } from './texts';

type Props = { no: string; first: string; onDone: (said: string) => void };
const isTyping = (target: EventTarget | null): boolean => target instanceof Element && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);

/** Both tickets side by side, with what speaks for and against; yes merges, no is remembered. */
export function Compare({ no, first, onDone }: Props): ReactNode {
  const t = useTexts(SAME);
  const client = useQueryClient();
  const both = useQuery({ queryKey: ['alike', no], queryFn: () => api.alike(no) });
  const [chosen, setChosen] = useState(first);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const other = both.data?.alike.find((x) => x.ticket.no === chosen) ?? both.data?.alike[0];
  const run = useCallback((work: () => Promise<unknown>, said: string): void => {
    setBusy(true);
    setError(null);
    work().then(() => { void client.invalidateQueries({ queryKey: ['alike'] }); void client.invalidateQueries({ queryKey: ['questions'] }); onDone(said); }, setError).finally(() => setBusy(false));
  }, [client, onDone]);
  const merge = (): void => { if (other !== undefined && !busy && both.data?.may_merge === true) run(() => api.act(no, 'merge', { key: newKey(), other: other.ticket.no }), t('merged', { no: other.ticket.no })); };
  const keepApart = (): void => { if (other !== undefined && !busy) run(() => api.keepApart(no, other.ticket.no), t('kept')); };
  const act = useRef<(e: KeyboardEvent) => void>(() => undefined);
  act.current = (event) => {
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'm') merge();
    if (event.key === 'n') keepApart();
  };
  useEffect(() => {
    const listen = (e: KeyboardEvent): void => act.current(e);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
  if (both.isPending) return <Spinner />;
  if (both.isError) return <Trouble error={both.error} retry={() => void both.refetch()} />;
  if (other === undefined) return <p className="muted pad">{t('noneAlike')}</p>;
  return (
    <article className="compare">
      <header className="row wrap"><Chip colour={other.percent >= 60 ? 'yellow' : 'grey'}>{t('percent', { n: other.percent })}</Chip><Chip colour="grey">{t('metres', { n: other.metres })}</Chip></header>
      <div className="pair"><Side title={t('newer')} row={both.data.ticket} reports={both.data.reports} /><Side title={t('older')} row={other.ticket} reports={other.reports} /></div>
      <Reasons of={other} />
      {error !== null && <Trouble error={error} />}
      <div className="row wrap">{both.data.may_merge && <Button look="primary" disabled={busy} onClick={merge}>{t('merge')} <kbd>M</kbd></Button>}<Button disabled={busy} onClick={keepApart}>{t('apart')} <kbd>N</kbd></Button></div>
      {both.data.alike.length > 1 && <section><h2>{t('others')}</h2><ul className="others">{both.data.alike.map((x) => (
        <li key={x.ticket.no}><button type="button" aria-current={x.ticket.no === other.ticket.no} onClick={() => setChosen(x.ticket.no)}><span className="line">{x.ticket.text || x.ticket.address}</span><span className="muted">{t('percent', { n: x.percent })} · {t('metres', { n: x.metres })}</span></button></li>
      ))}</ul></section>}
    </article>
  );
}

function Side({ title, row, reports }: { title: string; row: TicketRow; reports: TicketReport[] }): ReactNode {
  const t = useTexts(SAME);
  const lang = useLanguage();
  const photos = [...new Set(reports.flatMap((r) => r.photos))].slice(0, 4);
  return (
    <section className="side">
      <h2>{title} <span className="muted">{row.no}</span></h2>
      <p className="row wrap"><strong>{nameIn(row.matter, lang)}</strong><Chip>{lookUp(STATES, row.state, lang)}</Chip><Chip colour="grey">{t('reports', { n: row.reports })}</Chip></p>
      <p className="row top"><Icon name="pin" /><span>{row.address || row.street_name}</span></p>
      {photos.length > 0 ? <Photos urls={photos} /> : <p className="muted">{t('noPhotos')}</p>}
      <ul className="told">{reports.slice(0, 6).map((r) => <li key={r.receipt}><span className="muted">{dayAndTime(r.at, lang)} · {lookUp(SOURCES, r.source, lang)}</span><p>{r.text || t('noText')}</p></li>)}</ul>
    </section>
  );
}

/** Bars from the middle: to the right speaks for the same thing, to the left against it. */
function Reasons({ of }: { of: Alike }): ReactNode {
  const t = useTexts(SAME);
  const lang = useLanguage();
  const most = Math.max(1, ...of.reasons.map((r) => Math.abs(r.weight)));
  return (
    <section aria-label={t('why')}><h2>{t('why')}</h2>
      <ul className="reasons">{of.reasons.map((r) => {
        const wide = `${Math.abs(r.weight) / most * 50}%`;
        return <li key={r.group}><span>{lang === 'en' ? r.title_en : r.title}</span><span className="bar" role="img" aria-label={t(r.weight > 0 ? 'forIt' : 'against')}><i className={r.weight > 0 ? 'for' : 'against'} style={{ width: wide, ...(r.weight > 0 ? { left: '50%' } : { right: '50%' }) }} /></span></li>;
      })}</ul>
    </section>
  );
}
