import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useSearchParams } from 'react-router';
import { type AreaTable, type ItemView, type ResolutionView, community } from '@shared/api/community';
import { day as dayOf, dayAndTime, lookUp, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Icon, Spinner, Trouble } from '@shared/parts';
import { SignIn, useResident } from './SignIn';
import { Choice, Text, locate, useSend } from './parts';
import { RESIDENT } from './texts';

const COLOURS: Record<string, string> = { done: 'green', failed: 'red', agreed: '', in_hand: '' };

/** An area's table: when it meets, what waits with its votes, what the last meetings came to. The area stands in the address: a link to share. */
export function Table(): ReactNode {
  const t = useTexts(RESIDENT);
  const [query, setQuery] = useSearchParams();
  const area = query.get('area') ?? '';
  const areas = useQuery({ queryKey: ['community', 'areas'], queryFn: () => community.areas(), staleTime: Infinity });
  const { error, send } = useSend();
  const choose = (code: string): void => setQuery((q) => { q.set('area', code); return q; }, { replace: true });
  const gps = send(async () => { const p = await locate(); if (p !== null) choose((await community.areaAt(p.lng, p.lat)).area); });
  return (
    <>
      <section className="card stack">
        <Choice label={t('whichArea')} value={area} onChange={choose} empty={t('choose')} options={(areas.data ?? []).map((a) => [a.code, `${a.district} ${a.name}`] as const)} />
        {areas.isError && <Trouble error={areas.error} retry={() => void areas.refetch()} />}
        {error !== null && <Trouble error={error} />}
        <div><Button small icon="pin" onClick={gps}>{t('useGps')}</Button></div>
      </section>
      {area !== '' && <Area area={area} />}
    </>
  );
}

function Area({ area }: { area: string }): ReactNode {
  const t = useTexts(RESIDENT);
  const lang = useLanguage();
  const client = useQueryClient();
  const { me } = useResident();
  const key = ['community', 'table', area, me?.phone ?? ''];
  const found = useQuery({ queryKey: key, queryFn: () => community.table(area), retry: false });
  if (found.isError) return <Trouble error={found.error} retry={() => void found.refetch()} />;
  if (found.data === undefined) return <Spinner />;
  const put = (next: AreaTable): void => { client.setQueryData(key, next); };
  const { next, items, resolutions } = found.data;
  const signedIn = me?.signed_in === true;
  return (
    <>
      <section className="card stack"><h2>{t('nextMeeting')}</h2>
        {next === null ? <p className="muted">{t('noMeeting')}</p> : <><p className="row top"><Icon name="clock" /><strong>{dayAndTime(next.starts_at, lang)}</strong></p><p className="row top"><Icon name="pin" /><span>{next.place}</span></p></>}
      </section>
      <section className="card stack"><h2>{t('waitsTitle')}</h2>
        {items.length === 0 && <p className="muted">{t('noItems')}</p>}
        <ul>{items.map((i) => <Item key={i.id} item={i} signedIn={signedIn} put={put} />)}</ul>
      </section>
      {signedIn ? <New area={area} put={put} /> : <SignIn />}
      <section className="card stack"><h2>{t('youSaid')}</h2>
        {resolutions.length === 0 && <p className="muted">{t('noResolutions')}</p>}
        <ul>{resolutions.map((r) => <Fate key={r.id} resolution={r} />)}</ul>
      </section>
    </>
  );
}

function Item({ item, signedIn, put }: { item: ItemView; signedIn: boolean; put: (next: AreaTable) => void }): ReactNode {
  const t = useTexts(RESIDENT);
  const lang = useLanguage();
  const { busy, error, send } = useSend();
  const open = item.state === 'tabled' || item.state === 'on_agenda';
  return (
    <li className="community-item">
      <strong>{item.text}</strong>
      <span className="row wrap"><Chip colour="grey">{lookUp(RESIDENT, `i_${item.state}`, lang)}</Chip>{item.mine && <Chip>{t('mine')}</Chip>}<span className="muted grow">{t('votes', { n: item.votes })}</span>
        {open && signedIn && <Button small disabled={busy || item.voted} icon={item.voted ? 'check' : 'hand'} onClick={send(async () => put(await community.vote(item.id)))}>{t(item.voted ? 'voted' : 'vote')}</Button>}
        {item.mine && item.state === 'tabled' && <Button small look="quiet" disabled={busy} onClick={send(async () => put(await community.withdraw(item.id)))}>{t('withdraw')}</Button>}</span>
      {item.answer !== '' && <p>{t('answeredWith', { a: item.answer })}</p>}
      {error !== null && <Trouble error={error} />}
    </li>
  );
}

function New({ area, put }: { area: string; put: (next: AreaTable) => void }): ReactNode {
  const t = useTexts(RESIDENT);
  const [text, setText] = useState('');
  const { busy, error, send } = useSend();
  return (
    <form className="card stack" onSubmit={send(async () => { put(await community.tableItem(area, text)); setText(''); })} noValidate>
      <h2>{t('tableOne')}</h2>
      <Text label={t('what')} hint={t('whatHint')} rows={2} value={text} onChange={setText} />
      {error !== null && <Trouble error={error} />}
      <Button type="submit" look="primary" disabled={busy}>{t('tableOne')}</Button>
    </form>
  );
}

function Fate({ resolution: r }: { resolution: ResolutionView }): ReactNode {
  const t = useTexts(RESIDENT);
  const lang = useLanguage();
  return (
    <li className="community-item"><strong>{r.text}</strong>
      <span className="row wrap"><Chip colour={COLOURS[r.state] ?? ''}>{lookUp(RESIDENT, `s_${r.state}`, lang)}</Chip>{r.late && <Chip colour="red">{t('lateChip')}</Chip>}<span className="muted">{r.owner} · {t('until', { t: dayOf(r.limit_at, lang) })}</span></span>
      {r.result !== '' && <p className="muted">{r.result}</p>}
    </li>
  );
}
