import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type ErrandView, type StintView, type VolunteerPage, community } from '@shared/api/community';
import { clockTime, day as dayOf, lookUp, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Empty, Icon, Spinner, Trouble } from '@shared/parts';
import { useCityNow } from '@shared/api';
import { SignIn, useResident } from './SignIn';
import { Choice, Fold, Text, useSend } from './parts';
import { RESIDENT } from './texts';

type Props = { page: VolunteerPage; put: (next: VolunteerPage) => void };
const COLOURS: Readonly<Record<string, 'green' | 'yellow' | 'grey' | ''>> = { active: 'green', confirmed: 'green', applied: 'yellow', logged: 'yellow', taken: '' };

/** Signing up to serve, what there is to do, and the hours. */
export function Volunteer(): ReactNode {
  const t = useTexts(RESIDENT);
  const client = useQueryClient();
  const { me } = useResident();
  const key = ['community', 'volunteer', me?.phone ?? ''];
  const found = useQuery({ queryKey: key, queryFn: () => community.volunteer() });
  if (found.isError) return <Trouble error={found.error} retry={() => void found.refetch()} />;
  if (found.data === undefined) return <Spinner />;
  const page = found.data;
  const put = (next: VolunteerPage): void => { client.setQueryData(key, next); void client.invalidateQueries({ queryKey: ['resident'] }); };
  const outside = page.state === '' || page.state === 'withdrawn' || page.state === 'refused';
  return (
    <>
      {!page.signed_in ? <SignIn lead={t('v_lead')} /> : outside ? <>{page.state !== '' && <Standing page={page} put={put} />}<Apply page={page} put={put} /></> : <Standing page={page} put={put} />}
      <section className="stack"><h2>{t('v_errands')}</h2>
        {page.errands.length === 0 && <Empty icon="hand" title={t('v_none')}>{t('v_noneText')}</Empty>}
        <ul className="stack">{page.errands.map((e) => <li key={e.id}><Errand errand={e} page={page} put={put} /></li>)}</ul>
      </section>
      {page.stints.length > 0 && <section className="card stack"><h2>{t('v_hours')}</h2>{page.years.length > 0 && <Years page={page} />}<ul className="community-lines">{page.stints.map((s) => <li key={s.id}><Served stint={s} put={put} /></li>)}</ul></section>}
    </>
  );
}

function Standing({ page, put }: Props): ReactNode {
  const t = useTexts(RESIDENT);
  const lang = useLanguage();
  const { busy, error, send } = useSend();
  const inside = page.state === 'applied' || page.state === 'active' || page.state === 'suspended';
  return (
    <section className="card stack">
      <div className="row wrap"><strong className="grow">{page.name} · {page.area_name}</strong><Chip colour={COLOURS[page.state] ?? 'grey'}>{lookUp(RESIDENT, `v_${page.state}`, lang)}</Chip></div>
      {page.reason !== '' && <p className="notice warn">{page.reason}</p>}
      {page.state === 'active' && <p className="muted">{page.trained_until === null ? t('v_untrained') : t('v_trained', { t: page.trained_until })}</p>}
      {page.state === 'applied' && <p className="muted">{t('v_waits')}</p>}
      {error !== null && <Trouble error={error} />}
      {inside && <div><Button small disabled={busy} onClick={send(async () => put(await community.leaveVolunteers()))}>{t('v_leave')}</Button></div>}
    </section>
  );
}

function Apply({ page, put }: Props): ReactNode {
  const t = useTexts(RESIDENT);
  const now = useCityNow(60_000);
  const areas = useQuery({ queryKey: ['community', 'areas'], queryFn: () => community.areas(), staleTime: Infinity });
  const [form, setForm] = useState({ name: page.name, area: '', born_on: '', guardian: '', guardian_phone: '' });
  const [consents, setConsents] = useState(false);
  const set = (name: keyof typeof form) => (value: string): void => setForm({ ...form, [name]: value });
  const { busy, error, send } = useSend();
  const adult = new Date(now.getFullYear() - page.adult_age, now.getMonth(), now.getDate());
  const minor = form.born_on !== '' && new Date(form.born_on) > adult;
  return (
    <Fold title={t('v_apply')} open>
      <form className="stack" onSubmit={send(async () => put(await community.volunteerApply({ ...form, consents })))} noValidate>
        <p>{t('v_rules', { least: page.least_age, alone: page.alone_age, adult: page.adult_age })}</p>
        <Text label={t('name')} autoComplete="name" value={form.name} onChange={set('name')} />
        <Choice label={t('whichArea')} value={form.area} onChange={set('area')} empty={t('choose')} options={(areas.data ?? []).map((a) => [a.code, `${a.district} ${a.name}`] as const)} />
        <Text label={t('v_born')} type="date" autoComplete="bday" value={form.born_on} onChange={set('born_on')} />
        {minor && <>
          <Text label={t('v_guardian')} value={form.guardian} onChange={set('guardian')} />
          <Text label={t('v_guardianPhone')} type="tel" inputMode="tel" value={form.guardian_phone} onChange={set('guardian_phone')} />
          <label className="row top"><input type="checkbox" checked={consents} onChange={(e) => setConsents(e.target.checked)} /><span>{t('v_consents')}</span></label>
        </>}
        {error !== null && <Trouble error={error} />}
        <Button type="submit" look="primary" wide disabled={busy}>{t('v_apply')}</Button>
      </form>
    </Fold>
  );
}

function Errand({ errand: e, page, put }: Props & { errand: ErrandView }): ReactNode {
  const t = useTexts(RESIDENT);
  const lang = useLanguage();
  const now = useCityNow(30_000);
  const { busy, error, send } = useSend();
  const begun = new Date(e.starts_at) <= now;
  return (
    <section className="card stack">
      <div className="row wrap"><Chip>{lookUp(RESIDENT, `vk_${e.kind}`, lang)}</Chip><strong className="grow">{e.title}</strong><span className="muted">{t('places', { taken: e.taken, all: e.places })}</span></div>
      <p className="row top"><Icon name="clock" /><span>{dayOf(e.starts_at, lang, now)} {clockTime(e.starts_at, lang)}–{clockTime(e.ends_at, lang)}</span></p>
      <p className="row top"><Icon name="pin" /><span>{e.area_name}</span></p>
      {error !== null && <Trouble error={error} />}
      {page.state === 'active' && !begun && (e.mine === '' || e.mine === 'given_up') && <Button look="primary" wide disabled={busy || e.taken >= e.places} onClick={send(async () => put(await community.takeErrand(e.id)))}>{t(e.taken >= e.places ? 'v_full' : 'v_take')}</Button>}
      {e.mine === 'taken' && !begun && <Button disabled={busy} onClick={send(async () => put(await community.giveUpErrand(e.id)))}>{t('cancel')}</Button>}
    </section>
  );
}

function Served({ stint: s, put }: { stint: StintView; put: Props['put'] }): ReactNode {
  const t = useTexts(RESIDENT);
  const lang = useLanguage();
  const now = useCityNow(30_000);
  const most = Math.round((new Date(s.ends_at).getTime() - new Date(s.starts_at).getTime()) / 60_000);
  const [minutes, setMinutes] = useState(String(most));
  const [note, setNote] = useState('');
  const { busy, error, send } = useSend();
  const open = s.state === 'taken' && new Date(s.ends_at) <= now;
  return (
    <div className="grow stack">
      <div className="row wrap"><strong className="grow">{s.title}</strong><Chip colour={COLOURS[s.state] ?? 'grey'}>{lookUp(RESIDENT, `vs_${s.state}`, lang)}</Chip></div>
      <span className="muted">{dayOf(s.starts_at, lang, now)} {clockTime(s.starts_at, lang)}–{clockTime(s.ends_at, lang)}{s.minutes > 0 && ` · ${t('v_minutes', { n: s.minutes })}`}</span>
      {s.reason !== '' && <span>{s.reason}</span>}
      {open && <form className="stack" onSubmit={send(async () => put(await community.logHours(s.errand, Number(minutes) || 0, note)))} noValidate>
        <Text label={t('v_minutesOf', { n: most })} inputMode="numeric" value={minutes} onChange={setMinutes} />
        <Text label={t('v_note')} value={note} onChange={setNote} />
        {error !== null && <Trouble error={error} />}
        <Button type="submit" look="primary" disabled={busy}>{t('v_log')}</Button>
      </form>}
    </div>
  );
}

function Years({ page }: { page: VolunteerPage }): ReactNode {
  const t = useTexts(RESIDENT);
  const { busy, error, send } = useSend();
  return (
    <ul className="stack">{error !== null && <li><Trouble error={error} /></li>}{page.years.map((y) => (
      <li key={y.year} className="row wrap"><span className="grow">{t('v_year', { y: y.year, n: y.times, h: (y.minutes / 60).toFixed(1) })}</span>{y.minutes >= 60 && <Button small icon="download" disabled={busy} onClick={send(() => community.hoursCertificate(y.year))}>{t('v_certificate')}</Button>}</li>
    ))}</ul>
  );
}
