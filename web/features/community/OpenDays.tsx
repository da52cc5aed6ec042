import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useCityNow } from '@shared/api';
import { type OpenDayView, community } from '@shared/api/community';
import { clockTime, day as dayOf, lookUp, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Empty, Icon, Spinner, Trouble } from '@shared/parts';
import { SignIn, useResident } from './SignIn';
import { Stars, Text, useSend } from './parts';
import { RESIDENT } from './texts';

const KEY = ['community', 'days'];

/** Open days to come, and those one was at. */
export function OpenDays(): ReactNode {
  const t = useTexts(RESIDENT);
  const { me } = useResident();
  const found = useQuery({ queryKey: [...KEY, me?.phone ?? ''], queryFn: () => community.days(), refetchInterval: 30_000 });
  if (found.isError) return <Trouble error={found.error} retry={() => void found.refetch()} />;
  if (found.data === undefined) return <Spinner />;
  return (
    <>
      {found.data.length === 0 && <Empty icon="people" title={t('noDays')}>{t('noDaysText')}</Empty>}
      <ul className="stack">{found.data.map((d) => <li key={d.id}><Day day={d} signedIn={me?.signed_in === true} name={me?.name ?? ''} /></li>)}</ul>
    </>
  );
}

function Day({ day, signedIn, name }: { day: OpenDayView; signedIn: boolean; name: string }): ReactNode {
  const t = useTexts(RESIDENT);
  const lang = useLanguage();
  const now = useCityNow(30_000);
  const waits = day.mine === 'has_place' || day.mine === 'waiting';
  const open = day.state === 'announced' && new Date(day.starts_at) > now;
  return (
    <section className="card stack">
      <div className="row wrap"><Chip>{lookUp(RESIDENT, `kind_${day.kind}`, lang)}</Chip><span className="grow" /><span className="muted">{t('places', { taken: day.taken, all: day.capacity })}{day.waiting > 0 && ` · ${t('waiting', { n: day.waiting })}`}</span></div>
      <h2>{day.title}</h2>
      <p className="row top"><Icon name="clock" /><span>{dayOf(day.starts_at, lang, now)} {clockTime(day.starts_at, lang)}–{clockTime(day.ends_at, lang)}</span></p>
      <p className="row top"><Icon name="pin" /><span>{day.place} · {day.area_name}</span></p>
      {day.text !== '' && <p>{day.text}</p>}
      {day.state === 'called_off' && <p className="notice warn">{t('calledOff', { why: day.reason })}</p>}
      {day.mine !== '' && <p><Chip colour={day.mine === 'has_place' || day.mine === 'came' ? 'green' : 'grey'}>{lookUp(RESIDENT, `m_${day.mine}`, lang)}</Chip> {day.mine === 'waiting' && <span className="muted">{t('moveUp')}</span>}</p>}
      {day.mine === 'has_place' && <p className="row wrap"><span className="muted">{t('yourCode')}</span><span className="community-code">{day.code}</span><span className="muted">{t('comeCode')}</span></p>}
      {open && !waits && (signedIn ? <SignUp day={day} name={name} /> : <Later />)}
      {waits && day.state === 'announced' && <Leave day={day} />}
      {day.mine === 'came' && !day.said && <Said day={day} />}
      {day.said && <p className="muted">{t('saidThanks')}</p>}
    </section>
  );
}

/** Signing in where it is needed. */
function Later(): ReactNode {
  const t = useTexts(RESIDENT);
  const [open, setOpen] = useState(false);
  return open ? <SignIn /> : <Button look="primary" wide onClick={() => setOpen(true)}>{t('signInToSignUp')}</Button>;
}

/** After a step the lists are asked again. */
function useAgain(): () => void {
  const client = useQueryClient();
  return () => { void client.invalidateQueries({ queryKey: KEY }); void client.invalidateQueries({ queryKey: ['resident'] }); };
}

function SignUp({ day, name: known }: { day: OpenDayView; name: string }): ReactNode {
  const t = useTexts(RESIDENT);
  const again = useAgain();
  const [name, setName] = useState(known);
  const { busy, error, send } = useSend();
  return (
    <form className="stack" onSubmit={send(async () => { await community.signUp(day.id, name); again(); })} noValidate>
      <Text label={t('name')} autoComplete="name" value={name} onChange={setName} />
      {error !== null && <Trouble error={error} />}
      <Button type="submit" look="primary" wide disabled={busy}>{t(day.taken < day.capacity ? 'signUp' : 'waitFor')}</Button>
    </form>
  );
}

function Leave({ day }: { day: OpenDayView }): ReactNode {
  const t = useTexts(RESIDENT);
  const again = useAgain();
  const { busy, error, send } = useSend();
  return <>{error !== null && <Trouble error={error} />}<Button disabled={busy} onClick={send(async () => { await community.cancel(day.id); again(); })}>{t('cancel')}</Button></>;
}

function Said({ day }: { day: OpenDayView }): ReactNode {
  const t = useTexts(RESIDENT);
  const again = useAgain();
  const [score, setScore] = useState(0);
  const [comment, setComment] = useState('');
  const { busy, error, send } = useSend();
  return (
    <form className="stack" onSubmit={send(async () => { await community.sayDay(day.id, score, comment); again(); })} noValidate>
      <h3>{t('howWasIt')}</h3><Stars value={score} onChange={setScore} />
      <Text label={t('comment')} rows={2} value={comment} onChange={setComment} />
      {error !== null && <Trouble error={error} />}
      <Button type="submit" disabled={busy}>{t('send')}</Button>
    </form>
  );
}
