import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type OpenDayFile, type OpenDayView, community } from '@shared/api/community';
import { dayAndTime, lookUp, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Empty, Spinner, Trouble } from '@shared/parts';
import { Ask, Choice, Fold, Text, useSend } from './parts';
import { useAreas } from './Meetings';
import { OFFICE } from './texts';
import { inChina } from './time';

/** Open days with their names, the door, and announcing one. */
export function Days({ office }: { office: boolean }): ReactNode {
  const t = useTexts(OFFICE);
  const found = useQuery({ queryKey: ['office-days'], queryFn: () => community.allDays(), refetchInterval: 30_000 });
  if (found.isError) return <Trouble error={found.error} retry={() => void found.refetch()} />;
  if (found.data === undefined) return <Spinner />;
  return (
    <>
      {office && <Announce />}
      {found.data.length === 0 && <Empty icon="people" title={t('o_none')} />}
      <ul className="stack">{found.data.map((d) => <li key={d.id}><Day day={d} office={office} /></li>)}</ul>
    </>
  );
}

function Day({ day, office }: { day: OpenDayView; office: boolean }): ReactNode {
  const t = useTexts(OFFICE);
  const lang = useLanguage();
  const [open, setOpen] = useState(false);
  return (
    <section className="card stack">
      <div className="row wrap"><Chip colour={day.state === 'announced' ? '' : 'grey'}>{lookUp(OFFICE, `st_${day.state}`, lang)}</Chip><strong className="grow">{day.title}</strong><span className="muted">{t('o_taken', { taken: day.taken, all: day.capacity, w: day.waiting })}</span></div>
      <p className="muted">{lookUp(OFFICE, `o_${day.kind}`, lang)} · {dayAndTime(day.starts_at, lang)} · {day.place} · {day.area_name}</p>
      {day.reason !== '' && <p className="notice warn">{day.reason}</p>}
      {office && <div><Button small aria-expanded={open} onClick={() => setOpen(!open)}>{t('o_names')}</Button></div>}
      {open && <Names id={day.id} />}
    </section>
  );
}

function Names({ id }: { id: number }): ReactNode {
  const t = useTexts(OFFICE);
  const lang = useLanguage();
  const client = useQueryClient();
  const [code, setCode] = useState('');
  const [came, setCame] = useState('');
  const key = ['office-day', id];
  const found = useQuery({ queryKey: key, queryFn: () => community.dayFile(id), retry: false });
  const { busy, error, send } = useSend();
  if (found.isError) return <Trouble error={found.error} retry={() => void found.refetch()} />;
  if (found.data === undefined) return <Spinner />;
  const put = (next: OpenDayFile): void => { client.setQueryData(key, next); void client.invalidateQueries({ queryKey: ['office-days'] }); };
  const file = found.data;
  const checkIn = send(async () => {
    const next = await community.checkIn(id, code);
    const before = new Set(file.signups.filter((s) => s.state === 'came').map((s) => s.phone + s.name));
    setCame(next.signups.find((s) => s.state === 'came' && !before.has(s.phone + s.name))?.name ?? '');
    setCode('');
    put(next);
  });
  return (
    <>
      {file.state === 'announced' && <form className="community-inline" onSubmit={checkIn} noValidate><Text label={t('o_code')} value={code} onChange={setCode} /><Button type="submit" look="primary" disabled={busy}>{t('o_checkIn')}</Button>{came !== '' && <span role="status"><Chip colour="green">{t('o_came', { name: came })}</Chip></span>}</form>}
      {error !== null && <Trouble error={error} />}
      {file.signups.length === 0 ? <p className="muted">{t('o_nobody')}</p> : <ul className="community-lines">{file.signups.map((s) => <li key={`${s.phone}${s.name}`}><span className="grow">{s.name} <span className="muted">{s.phone}</span>{s.score !== null && <><br /><span className="muted">{t('o_said', { n: s.score, c: s.comment })}</span></>}</span><Chip colour={s.state === 'came' || s.state === 'has_place' ? 'green' : 'grey'}>{lookUp(OFFICE, `g_${s.state}`, lang)}</Chip></li>)}</ul>}
      {file.state === 'announced' && <div className="row wrap"><Button small disabled={busy} onClick={send(async () => put(await community.hold(id)))}>{t('o_hold')}</Button><Ask open={t('o_callOff')} label={t('whyOff')} look="danger" onSend={async (why) => put(await community.callOffDay(id, why))} /></div>}
    </>
  );
}

function Announce(): ReactNode {
  const t = useTexts(OFFICE);
  const areas = useAreas();
  const client = useQueryClient();
  const [form, setForm] = useState({ kind: 'centre', title: '', text: '', area: '', place: '', starts_at: '', ends_at: '', capacity: '20' });
  const set = (name: keyof typeof form) => (value: string): void => setForm({ ...form, [name]: value });
  const { busy, error, send } = useSend();
  const announce = send(async () => {
    await community.announce({ ...form, starts_at: inChina(form.starts_at), ends_at: inChina(form.ends_at), capacity: Number(form.capacity) || 0 });
    void client.invalidateQueries({ queryKey: ['office-days'] });
  });
  return (
    <Fold title={t('o_add')}>
      <form className="stack" onSubmit={announce} noValidate>
        <div className="community-grid"><Choice label={t('o_kind')} value={form.kind} onChange={set('kind')} options={[['centre', t('o_centre')], ['accompany', t('o_accompany')]]} /><Text label={t('o_title')} value={form.title} onChange={set('title')} /><Choice label={t('area')} value={form.area} onChange={set('area')} options={areas} empty="—" /><Text label={t('place')} value={form.place} onChange={set('place')} /><Text label={t('o_from')} type="datetime-local" value={form.starts_at} onChange={set('starts_at')} /><Text label={t('o_to')} type="datetime-local" value={form.ends_at} onChange={set('ends_at')} /><Text label={t('o_places')} inputMode="numeric" value={form.capacity} onChange={set('capacity')} /></div>
        <Text label={t('o_text')} rows={2} value={form.text} onChange={set('text')} />
        {error !== null && <Trouble error={error} />}
        <div><Button type="submit" look="primary" disabled={busy}>{t('o_add')}</Button></div>
      </form>
    </Fold>
  );
}
