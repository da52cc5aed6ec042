import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, Suspense, lazy, useState } from 'react';
import { useParams } from 'react-router';
import { api, type DoorView, type Photo, type Point } from '@shared/api';
import { dayAndTime, distance, lookUp, mark, said, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Field, Icon, Photos, Spinner, Trouble } from '@shared/parts';
import { Camera, Law, Left } from './parts';
import { DOOR, WHISTLES } from './texts';
import './whistles.css';

const PlaceMap = lazy(() => import('./PlaceMap'));
const LOCATE_MS = 8_000;
const ME = 'zhicheng.together.me';
type Me = { name: string; phone: string };
type Props = { code: string; door: DoorView; put: (next: DoorView) => void };

/** What a called department sees behind its link: no account, one thing to do next. */
export default function Door(): ReactNode {
  const { code = '' } = useParams();
  const client = useQueryClient();
  const key = ['door', code];
  const found = useQuery({ queryKey: key, queryFn: () => api.door(code), refetchInterval: 5_000, retry: false });
  if (found.isPending) return <Spinner />;
  if (found.data === undefined) return <Trouble error={found.error} retry={() => void found.refetch()} />;
  const put = (next: DoorView): void => { client.setQueryData(key, next); };
  return (
    <div className="stack whistle-door">
      {found.isError && <Trouble error={found.error} />}
      <What door={found.data} />
      <Now code={code} door={found.data} put={put} />
      <Others door={found.data} />
      <Law />
      <Foot door={found.data} />
    </div>
  );
}

function What({ door }: { door: DoorView }): ReactNode {
  const t = useTexts(DOOR);
  const lang = useLanguage();
  const [map, setMap] = useState(false);
  return (
    <section className="card stack">
      <div className="row wrap"><Chip>{said(door, 'kind_title', lang)}</Chip><Chip colour="grey">{lookUp(WHISTLES, `d_${door.state}`, lang)}</Chip><span className="muted">{t('no')} {door.no}</span></div>
      <p>{t('called', { street: door.street })}{mark('：', lang)}<strong>{door.unit}</strong></p>
      <h1>{door.reason}</h1>
      <p className="row top"><Icon name="pin" />{door.address}</p>
      {door.due_at !== null && <p className="whistle-due">{t(door.state === 'tasked' ? 'finishBy' : 'before', { t: dayAndTime(door.due_at, lang) })} <Left due={door.due_at} lamp={door.lamp} /></p>}
      <div className="row wrap"><Button small icon="map" aria-expanded={map} onClick={() => setMap(!map)}>{t('map')}</Button></div>
      {map && <Suspense fallback={<Spinner />}><PlaceMap at={door} label={t('map')} /></Suspense>}
      <Photos urls={door.photos} />
    </section>
  );
}

function Now(props: Props): ReactNode {
  const t = useTexts(DOOR);
  const lang = useLanguage();
  const { door } = props;
  return (
    <>
      {door.reported_at !== null && <p className="notice good"><Icon name="check" /><span>{t('here', { who: door.who, t: dayAndTime(door.reported_at, lang) })}{door.metres !== null && `，${lookUp(WHISTLES, door.there === true ? 'away' : 'farAway', lang).replace('{d}', distance(door.metres, lang))}`}</span></p>}
      {door.state === 'called' && <Called {...props} />}
      {door.state === 'reported_in' && <p className="notice"><Icon name="clock" /><span>{t('wait')}</span></p>}
      {door.state === 'declined' && <div className="notice"><Icon name="hand" /><span>{t('declined', { why: door.declined_for })} {t('declinedText')}</span></div>}
      {door.state === 'absent' && <p className="notice warn">{t('absent')}</p>}
      {door.state === 'released' && <p className="notice">{t('released')}</p>}
      {door.task !== '' && <Task {...props} />}
      {door.score !== null && <Rated {...props} />}
    </>
  );
}

/** Remembered on this phone, so that signing and finishing need no typing. */
function useMe(): [Me, (me: Me) => void] {
  const [me, setMe] = useState<Me>(() => {
    try { return JSON.parse(localStorage.getItem(ME) ?? '') as Me; } catch { return { name: '', phone: '' }; }
  });
  return [me, (next) => { setMe(next); try { localStorage.setItem(ME, JSON.stringify(next)); } catch { /* a private window keeps nothing */ } }];
}

/** The phone's location, or null when it is not given. */
const locate = (): Promise<Point | null> => new Promise((give) => {
  if (!('geolocation' in navigator)) return give(null);
  navigator.geolocation.getCurrentPosition(({ coords }) => give({ lng: coords.longitude, lat: coords.latitude }), () => give(null), { enableHighAccuracy: true, timeout: LOCATE_MS });
});

function Person({ me, onChange, phone = true }: { me: Me; onChange: (me: Me) => void; phone?: boolean }): ReactNode {
  const t = useTexts(DOOR);
  return (
    <div className="whistle-person">
      <Field label={t('name')}>{(id) => <input id={id} className="input" autoComplete="name" value={me.name} onChange={(e) => onChange({ ...me, name: e.target.value })} />}</Field>
      {phone && <Field label={t('phone')}>{(id) => <input id={id} className="input" type="tel" inputMode="tel" autoComplete="tel" value={me.phone} onChange={(e) => onChange({ ...me, phone: e.target.value })} />}</Field>}
    </div>
  );
}

/** Sends one thing; a refusal is shown where it was asked. */
function useSend(): { busy: boolean; error: unknown; send: (work: () => Promise<unknown>) => (event: FormEvent) => void } {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  return { busy, error, send: (work) => (event) => { event.preventDefault(); setBusy(true); setError(null); work().catch(setError).finally(() => setBusy(false)); } };
}

function Called({ code, door, put }: Props): ReactNode {
  const t = useTexts(DOOR);
  const [me, setMe] = useMe();
  const [photos, setPhotos] = useState<Photo[]>([]);
  const { busy, error, send } = useSend();
  const arrive = async (): Promise<void> => put(await api.doorReportIn(code, { ...me, ...((await locate()) ?? {}), datum: 'wgs84', photos: photos.map((p) => p.id) }));
  return (
    <>
      <form className="card stack" onSubmit={send(arrive)} noValidate>
        <Person me={me} onChange={setMe} />
        <Camera photos={photos} onChange={setPhotos} label={t('photo')} />
        <Button type="submit" look="primary" wide disabled={busy} icon="pin">{t(busy ? 'locating' : 'in')}</Button>
        <p className="muted">{t('asksPlace')}</p>
        {error !== null && <Trouble error={error} />}
      </form>
      <Decline code={code} put={put} />
      {door.may_hand_on && <HandOn code={code} />}
    </>
  );
}

function Decline({ code, put }: { code: string; put: (next: DoorView) => void }): ReactNode {
  const t = useTexts(DOOR);
  const [me, setMe] = useMe();
  const [reason, setReason] = useState('');
  const { busy, error, send } = useSend();
  return (
    <details className="card"><summary>{t('cannot')}</summary>
      <form className="stack" onSubmit={send(async () => put(await api.doorDecline(code, { name: me.name, reason })))} noValidate>
        <Person me={me} onChange={setMe} phone={false} />
        <Field label={t('why')}>{(id) => <textarea id={id} className="input" rows={2} value={reason} onChange={(e) => setReason(e.target.value)} />}</Field>
        {error !== null && <Trouble error={error} />}
        <Button type="submit" disabled={busy}>{t('send')}</Button>
      </form>
    </details>
  );
}

function HandOn({ code }: { code: string }): ReactNode {
  const t = useTexts(DOOR);
  const [to, setTo] = useState<Me>({ name: '', phone: '' });
  const [url, setUrl] = useState('');
  const { busy, error, send } = useSend();
  return (
    <details className="card"><summary>{t('handOn')}</summary>
      {url !== '' ? <p role="status">{t('handed')} <a className="whistle-url" href={url}>{url}</a></p> : (
        <form className="stack" onSubmit={send(async () => setUrl(new URL((await api.doorHandOn(code, to)).url, location.origin).href))} noValidate>
          <p className="muted">{t('handText')}</p>
          <Person me={to} onChange={setTo} />
          {error !== null && <Trouble error={error} />}
          <Button type="submit" disabled={busy}>{t('send')}</Button>
        </form>
      )}
    </details>
  );
}

function Task({ code, door, put }: Props): ReactNode {
  const t = useTexts(DOOR);
  const lang = useLanguage();
  const [me] = useMe();
  const name = door.who || me.name;
  const { busy, error, send } = useSend();
  return (
    <section className="card stack">
      <h2>{t('yourTask')}</h2>
      {door.found !== '' && <p className="muted">{door.found}</p>}
      <p className="whistle-big">{door.task}</p>
      {door.signed_by !== '' ? <p><Chip colour="green">{t('signed', { who: door.signed_by })}</Chip></p>
        : door.state === 'tasked' && <form onSubmit={send(async () => put(await api.doorSign(code, name)))}><Button type="submit" icon="pen" wide disabled={busy}>{t('sign')} · {name}</Button></form>}
      {error !== null && <Trouble error={error} />}
      {door.result !== '' && <p className="notice good"><Icon name="check" /><span>{t('resultSaid')}{mark('：', lang)}{door.result}</span></p>}
      {door.state === 'tasked' && <Answer code={code} put={put} />}
    </section>
  );
}

function Answer({ code, put }: { code: string; put: (next: DoorView) => void }): ReactNode {
  const t = useTexts(DOOR);
  const [text, setText] = useState('');
  const [photos, setPhotos] = useState<Photo[]>([]);
  const [reason, setReason] = useState('');
  const { busy, error, send } = useSend();
  return (
    <>
      <form className="stack" onSubmit={send(async () => put(await api.doorFinish(code, text, photos.map((p) => p.id))))} noValidate>
        <Field label={t('doneText')}>{(id) => <textarea id={id} className="input" rows={2} value={text} onChange={(e) => setText(e.target.value)} />}</Field>
        <Camera photos={photos} onChange={setPhotos} label={t('donePhoto')} />
        {error !== null && <Trouble error={error} />}
        <Button type="submit" look="primary" wide icon="check" disabled={busy}>{t('done')}</Button>
      </form>
      <details><summary>{t('cannotDo')}</summary>
        <form className="stack" onSubmit={send(async () => put(await api.doorExplain(code, reason)))} noValidate>
          <Field label={t('why')}>{(id) => <textarea id={id} className="input" rows={2} value={reason} onChange={(e) => setReason(e.target.value)} />}</Field>
          <Button type="submit" disabled={busy}>{t('send')}</Button>
        </form>
      </details>
    </>
  );
}

function Rated({ code, door, put }: Props): ReactNode {
  const t = useTexts(DOOR);
  const lang = useLanguage();
  const [me, setMe] = useMe();
  const [text, setText] = useState('');
  const { busy, error, send } = useSend();
  return (
    <section className="card stack">
      <h2>{t('rating')}</h2>
      <p className="whistle-big">{'★'.repeat(door.score ?? 0)}<span className="muted">{'★'.repeat(5 - (door.score ?? 0))}</span></p>
      <p>{door.score_reason}</p>
      {door.reply !== '' && <p className="notice"><span>{t('replied')}{mark('：', lang)}{door.reply}</span></p>}
      {door.may_reply && door.reply_until !== null && (
        <form className="stack" onSubmit={send(async () => put(await api.doorReply(code, { name: me.name || door.who, text })))} noValidate>
          {door.who === '' && <Person me={me} onChange={setMe} phone={false} />}
          <Field label={t('replyText')}>{(id) => <textarea id={id} className="input" rows={2} value={text} onChange={(e) => setText(e.target.value)} />}</Field>
          <p className="muted">{t('replyUntil', { t: dayAndTime(door.reply_until, lang) })}</p>
          {error !== null && <Trouble error={error} />}
          <Button type="submit" disabled={busy}>{t('send')}</Button>
        </form>
      )}
    </section>
  );
}

function Others({ door }: { door: DoorView }): ReactNode {
  const t = useTexts(DOOR);
  const lang = useLanguage();
  return (
    <section className="card stack"><h2>{t('others')}</h2>
      {door.others.length === 0 ? <p className="muted">{t('nobodyElse')}</p> : <ul className="whistle-tasks">{door.others.map((o) => <li key={o.name} className="row wrap"><span className="grow">{o.name}</span><Chip colour={o.state === 'called' ? 'grey' : 'green'}>{lookUp(WHISTLES, `d_${o.state}`, lang)}</Chip></li>)}</ul>}
    </section>
  );
}

function Foot({ door }: { door: DoorView }): ReactNode {
  const t = useTexts(DOOR);
  const lang = useLanguage();
  return <p className="muted">{door.street_phone !== '' && <>{t('ask', { phone: door.street_phone })} · </>}{t('linkUntil', { t: dayAndTime(door.until, lang) })}</p>;
}
