import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, type Photo, type Point } from '@shared/api';
import { type DiaryView, type LiaisonView, community } from '@shared/api/community';
import { dayAndTime, said, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Empty, Photos, Spinner, Trouble } from '@shared/parts';
import { Ask, Camera, Choice, Fold, Text, locate, useSend } from './parts';
import { useAreas } from './Meetings';
import { OFFICE } from './texts';

/** Who looks after which street or community, trained until when, and his last round. */
export function Liaisons({ office }: { office: boolean }): ReactNode {
  const t = useTexts(OFFICE);
  const client = useQueryClient();
  const found = useQuery({ queryKey: ['liaisons'], queryFn: () => community.liaisons() });
  if (found.isError) return <Trouble error={found.error} retry={() => void found.refetch()} />;
  if (found.data === undefined) return <Spinner />;
  const again = (): void => { void client.invalidateQueries({ queryKey: ['liaisons'] }); };
  return (
    <>
      {office && <Appoint accounts={found.data.accounts} again={again} />}
      {found.data.items.length === 0 && <Empty icon="person" title={t('l_none')} />}
      <ul className="stack">{found.data.items.map((l) => <li key={l.id}><One liaison={l} office={office} again={again} /></li>)}</ul>
    </>
  );
}

function One({ liaison: l, office, again }: { liaison: LiaisonView; office: boolean; again: () => void }): ReactNode {
  const t = useTexts(OFFICE);
  const lang = useLanguage();
  const step = (work: Promise<unknown>): Promise<unknown> => work.then(again);
  return (
    <section className="card stack">
      <div className="row wrap"><strong>{l.name}</strong><span className="muted grow">{l.area_name}{l.phone !== '' && ` · ${l.phone}`}</span>
        {l.state === 'ended' ? <Chip colour="grey">{t('l_ended')}</Chip> : !l.in_term && <Chip colour="red">{t('l_over')}</Chip>}
        <Chip colour={l.is_trained ? 'green' : 'yellow'}>{l.is_trained ? t('l_trained', { t: l.trained_until ?? '' }) : t('l_untrained')}</Chip></div>
      <p className="muted">{t('l_term', { a: l.from_on, b: l.until_on })} · {t('l_entries', { n: l.entries })}{l.last_entry_at !== null && ` · ${t('l_last', { t: dayAndTime(l.last_entry_at, lang) })}`}</p>
      {office && l.state === 'active' && <div className="row wrap">
        <Ask open={t('l_train')} label={t('l_trainUntil')} type="date" onSend={(d) => step(community.liaisonUntil(l.id, 'train', d))} />
        <Ask open={t('l_renew')} label={t('l_until')} type="date" onSend={(d) => step(community.liaisonUntil(l.id, 'renew', d))} />
        <Ask open={t('l_end')} label={t('l_why')} look="danger" onSend={(why) => step(community.endLiaison(l.id, why))} />
      </div>}
    </section>
  );
}

function Appoint({ accounts, again }: { accounts: readonly { id: number; name: string }[]; again: () => void }): ReactNode {
  const t = useTexts(OFFICE);
  const areas = useAreas();
  const [form, setForm] = useState({ name: '', phone: '', area: '', from_on: '', until_on: '', account: '' });
  const set = (name: keyof typeof form) => (value: string): void => setForm({ ...form, [name]: value });
  const { busy, error, send } = useSend();
  return (
    <Fold title={t('l_add')}>
      <form className="stack" onSubmit={send(async () => { await community.appoint({ ...form, account: Number(form.account) || 0 }); again(); })} noValidate>
        <div className="community-grid"><Text label={t('name')} value={form.name} onChange={set('name')} /><Text label={t('l_phone')} type="tel" inputMode="tel" value={form.phone} onChange={set('phone')} /><Choice label={t('area')} value={form.area} onChange={set('area')} options={areas} empty="—" /><Text label={t('l_from')} type="date" value={form.from_on} onChange={set('from_on')} /><Text label={t('l_until')} type="date" value={form.until_on} onChange={set('until_on')} /><Choice label={t('l_account')} value={form.account} onChange={set('account')} empty={t('l_noAccount')} options={accounts.map((a) => [String(a.id), a.name] as const)} /></div>
        {error !== null && <Trouble error={error} />}
        <div><Button type="submit" look="primary" disabled={busy}>{t('l_add')}</Button></div>
      </form>
    </Fold>
  );
}

/** Rounds, newest first; the liaison himself writes here. */
export function Diary({ writes }: { writes: boolean }): ReactNode {
  const t = useTexts(OFFICE);
  const client = useQueryClient();
  const found = useQuery({ queryKey: ['diary'], queryFn: () => community.diary() });
  if (found.isError) return <Trouble error={found.error} retry={() => void found.refetch()} />;
  if (found.data === undefined) return <Spinner />;
  const again = (): void => { void client.invalidateQueries({ queryKey: ['diary'] }); };
  return (
    <>
      {writes && <Write again={again} />}
      {found.data.length === 0 && <Empty icon="pen" title={t('d_none')} />}
      <ul className="stack">{found.data.map((e) => <li key={e.id}><Entry entry={e} writes={writes} again={again} /></li>)}</ul>
    </>
  );
}

function Write({ again }: { again: () => void }): ReactNode {
  const t = useTexts(OFFICE);
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [seen, setSeen] = useState('');
  const [place, setPlace] = useState<Point | null | 'none'>(null);
  const [photos, setPhotos] = useState<Photo[]>([]);
  const { busy, error, send } = useSend();
  const checkIn = send(async () => setPlace((await locate()) ?? 'none'));
  const write = send(async () => {
    const at = place === null || place === 'none' ? {} : place;
    await community.write({ key, seen, ...at, photos: photos.map((p) => p.id) });
    setKey(crypto.randomUUID()); setSeen(''); setPlace(null); setPhotos([]);
    again();
  });
  return (
    <form className="card stack" onSubmit={write} noValidate>
      <h2>{t('d_write')}</h2>
      <div className="row wrap"><Button icon={place !== null && place !== 'none' ? 'check' : 'pin'} disabled={busy} onClick={checkIn}>{t(place !== null && place !== 'none' ? 'd_at' : 'd_here')}</Button>{place === 'none' && <span className="muted">{t('d_noPlace')}</span>}</div>
      <Text label={t('d_seen')} rows={2} value={seen} onChange={setSeen} />
      <Camera photos={photos} onChange={setPhotos} label={t('d_photo')} />
      {error !== null && <Trouble error={error} />}
      <Button type="submit" look="primary" disabled={busy}>{t('d_save')}</Button>
    </form>
  );
}

function Entry({ entry: e, writes, again }: { entry: DiaryView; writes: boolean; again: () => void }): ReactNode {
  const t = useTexts(OFFICE);
  const lang = useLanguage();
  const [asking, setAsking] = useState(false);
  return (
    <section className="card stack">
      <p className="muted">{e.who} · {dayAndTime(e.at, lang)}{e.place !== '' && ` · ${e.place}`}</p>
      {e.seen === '' ? <p className="muted">{t('d_nothing')}</p> : <p><strong>{e.seen}</strong></p>}
      <Photos urls={e.photos} />
      {e.receipt !== '' ? <p><Chip colour="green">{e.ticket !== '' ? t('ticketNo', { no: e.ticket }) : t('d_referred', { no: e.receipt })}</Chip></p>
        : writes && e.seen !== '' && (asking ? <Refer entry={e} again={again} onClose={() => setAsking(false)} /> : <div><Button small onClick={() => setAsking(true)}>{t('d_refer')}</Button></div>)}
    </section>
  );
}

function Refer({ entry, again, onClose }: { entry: DiaryView; again: () => void; onClose: () => void }): ReactNode {
  const t = useTexts(OFFICE);
  const lang = useLanguage();
  const matters = useQuery({ queryKey: ['matters'], queryFn: () => api.matters(), staleTime: Infinity });
  const [matter, setMatter] = useState('');
  const { busy, error, send } = useSend();
  return (
    <form className="community-ask stack" onSubmit={send(async () => { await community.referEntry(entry.id, matter); again(); })} noValidate>
      <Choice label={t('matter')} value={matter} onChange={setMatter} empty="—" options={(matters.data ?? []).map((m) => [m.code, said(m, 'name', lang)] as const)} />
      {error !== null && <Trouble error={error} />}
      <div className="row wrap"><Button small look="primary" type="submit" disabled={busy}>{t('d_refer')}</Button><Button small onClick={onClose}>{t('cancel')}</Button></div>
    </form>
  );
}
