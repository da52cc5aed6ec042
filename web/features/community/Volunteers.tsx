import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api } from '@shared/api';
import { type StintView, type VolunteerDesk, type VolunteerView, community } from '@shared/api/community';
import { clockTime, dayAndTime, lookUp, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Empty, Spinner, Trouble } from '@shared/parts';
import { Ask, Choice, Fold, Text, useSend } from './parts';
import { OFFICE } from './texts';
import { inChina } from './time';

const KEY = ['office-volunteers'];
const COLOURS: Readonly<Record<string, 'green' | 'yellow' | 'grey'>> = { active: 'green', applied: 'yellow' };
type Put = (next: VolunteerDesk) => void;

/** The street's volunteers: who waits to be confirmed, hours to confirm, errands. */
export function Volunteers(): ReactNode {
  const t = useTexts(OFFICE);
  const client = useQueryClient();
  const found = useQuery({ queryKey: KEY, queryFn: () => community.volunteers(), refetchInterval: 60_000 });
  if (found.isError) return <Trouble error={found.error} retry={() => void found.refetch()} />;
  if (found.data === undefined) return <Spinner />;
  const put: Put = (next) => { client.setQueryData(KEY, next); };
  const desk = found.data;
  return (
    <>
      <section className="card stack"><h2>{t('v_waiting')}</h2>
        {desk.waiting.length === 0 && <p className="muted">{t('v_waitingNone')}</p>}
        <ul className="community-lines">{desk.waiting.map((s) => <li key={s.id}><Hours stint={s} put={put} /></li>)}</ul>
      </section>
      <section className="stack"><h2>{t('v_register')}</h2>
        {desk.volunteers.length === 0 && <Empty icon="people" title={t('v_none')}>{t('v_noneText')}</Empty>}
        <ul className="stack">{desk.volunteers.map((v) => <li key={v.id}><One volunteer={v} decides={desk.may_decide} put={put} /></li>)}</ul>
      </section>
      <section className="stack"><h2>{t('v_errands')}</h2>
        {desk.may_decide && <Announce put={put} />}
        {desk.errands.length === 0 && <p className="muted">{t('v_errandsNone')}</p>}
        <ul className="stack">{desk.errands.map((e) => <li key={e.id}><Errand errand={e} decides={desk.may_decide} put={put} /></li>)}</ul>
      </section>
    </>
  );
}

function Hours({ stint: s, put }: { stint: StintView; put: Put }): ReactNode {
  const t = useTexts(OFFICE);
  const lang = useLanguage();
  const [minutes, setMinutes] = useState(String(s.minutes));
  const [reason, setReason] = useState('');
  const { busy, error, send } = useSend();
  const fewer = Number(minutes) < s.minutes;
  return (
    <form className="grow stack" onSubmit={send(async () => put(await community.confirmHours(s.id, Number(minutes) || 0, reason)))} noValidate>
      <strong>{s.who} · {s.title}</strong>
      <span className="muted">{dayAndTime(s.starts_at, lang)}–{clockTime(s.ends_at, lang)} · {t('v_logged', { n: s.minutes })}{s.note !== '' && ` · ${s.note}`}</span>
      <div className="community-inline"><Text label={t('v_minutes')} inputMode="numeric" value={minutes} onChange={setMinutes} />{fewer && <Text label={t('v_whyFewer')} value={reason} onChange={setReason} />}<Button small type="submit" look="primary" disabled={busy}>{t('v_confirmHours')}</Button></div>
      {error !== null && <Trouble error={error} />}
      <div><Ask open={t('v_refuseHours')} label={t('v_why')} look="danger" onSend={async (why) => put(await community.refuseHours(s.id, why))} /></div>
    </form>
  );
}

function One({ volunteer: v, decides, put }: { volunteer: VolunteerView; decides: boolean; put: Put }): ReactNode {
  const t = useTexts(OFFICE);
  const lang = useLanguage();
  const { busy, error, send } = useSend();
  const plain = (step: 'confirm' | 'resume'): (() => void) => send(async () => put(await community.volunteerStep(v.id, step)));
  const because = (step: 'refuse' | 'suspend') => async (why: string): Promise<void> => put(await community.volunteerStop(v.id, step, why));
  return (
    <section className="card stack">
      <div className="row wrap"><strong>{v.name}</strong><span className="muted grow">{v.area_name}{v.phone !== '' && ` · ${v.phone}`}</span>{v.is_minor && <Chip colour="yellow">{t('v_minor')}</Chip>}<Chip colour={COLOURS[v.state] ?? 'grey'}>{lookUp(OFFICE, `v_${v.state}`, lang)}</Chip></div>
      {v.guardian !== '' && <p className="muted">{t('v_guardian', { name: v.guardian, phone: v.guardian_phone })}</p>}
      <p className="muted">{v.trained_until === null ? t('l_untrained') : t('l_trained', { t: v.trained_until })} · {t('v_served', { h: (v.minutes / 60).toFixed(1) })}</p>
      {v.reason !== '' && <p className="notice warn">{v.reason}</p>}
      {error !== null && <Trouble error={error} />}
      {decides && <div className="row wrap">
        {v.state === 'applied' && <><Button small look="primary" disabled={busy} onClick={plain('confirm')}>{t('v_confirm')}</Button><Ask open={t('v_refuse')} label={t('v_why')} look="danger" onSend={because('refuse')} /></>}
        {v.state === 'active' && <><Ask open={t('l_train')} label={t('l_trainUntil')} type="date" onSend={async (d) => put(await community.trainVolunteer(v.id, d))} /><Ask open={t('v_suspend')} label={t('v_why')} look="danger" onSend={because('suspend')} /></>}
        {v.state === 'suspended' && <Button small disabled={busy} onClick={plain('resume')}>{t('v_resume')}</Button>}
      </div>}
    </section>
  );
}

function Errand({ errand: e, decides, put }: { errand: VolunteerDesk['errands'][number]; decides: boolean; put: Put }): ReactNode {
  const t = useTexts(OFFICE);
  const lang = useLanguage();
  return (
    <section className="card stack">
      <div className="row wrap"><Chip colour={e.state === 'announced' ? '' : 'grey'}>{lookUp(OFFICE, `ve_${e.state}`, lang)}</Chip><strong className="grow">{e.title}</strong><span className="muted">{t('v_taken', { n: e.taken, all: e.places })}</span></div>
      <p className="muted">{lookUp(OFFICE, `vk_${e.kind}`, lang)} · {dayAndTime(e.starts_at, lang)}–{clockTime(e.ends_at, lang)} · {e.area_name}</p>
      {decides && e.state === 'announced' && <div><Ask open={t('v_callOff')} label={t('v_why')} look="danger" onSend={async (why) => put(await community.callOffErrand(e.id, why))} /></div>}
    </section>
  );
}

function Announce({ put }: { put: Put }): ReactNode {
  const t = useTexts(OFFICE);
  const days = useQuery({ queryKey: ['office-days'], queryFn: () => community.allDays() });
  const communities = useQuery({ queryKey: ['areas', 'community'], queryFn: () => api.areas('community'), staleTime: Infinity });
  const grids = useQuery({ queryKey: ['areas', 'grid'], queryFn: () => api.areas('grid'), staleTime: Infinity });
  const [form, setForm] = useState({ kind: 'patrol', title: '', community: '', grid: '', open_day: '', from: '', to: '', places: '4' });
  const set = (name: keyof typeof form) => (value: string): void => setForm({ ...form, [name]: value, ...(name === 'community' ? { grid: '' } : {}) });
  const { busy, error, send } = useSend();
  const announce = send(async () => {
    const { kind, title, from, to } = form;
    put(await community.announceErrand({ kind, title, area: form.grid || form.community, open_day: Number(form.open_day) || 0, starts_at: inChina(from), ends_at: inChina(to), places: Number(form.places) || 0 }));
    setForm({ ...form, title: '', from: '', to: '' });
  });
  return (
    <Fold title={t('v_announce')}>
      <form className="stack" onSubmit={announce} noValidate>
        <div className="community-grid">
          <Choice label={t('kind')} value={form.kind} onChange={set('kind')} options={[['patrol', t('vk_patrol')], ['open_day', t('vk_open_day')]]} />
          <Text label={t('o_title')} value={form.title} onChange={set('title')} />
          {form.kind === 'patrol' ? <>
            <Choice label={t('f_community')} value={form.community} onChange={set('community')} empty={t('f_choose')} options={(communities.data ?? []).map((a) => [a.code, a.name] as const)} />
            <Choice label={t('v_grid')} value={form.grid} onChange={set('grid')} empty={t('v_wholeCommunity')} options={(grids.data ?? []).filter((g) => g.parent === form.community).map((g) => [g.code, g.name] as const)} />
          </> : <Choice label={t('days')} value={form.open_day} onChange={set('open_day')} empty={t('f_choose')} options={(days.data ?? []).filter((d) => d.state === 'announced').map((d) => [String(d.id), d.title] as const)} />}
          <Text label={t('o_from')} type="datetime-local" value={form.from} onChange={set('from')} />
          <Text label={t('o_to')} type="datetime-local" value={form.to} onChange={set('to')} />
          <Text label={t('o_places')} inputMode="numeric" value={form.places} onChange={set('places')} />
        </div>
        {error !== null && <Trouble error={error} />}
        <div><Button type="submit" look="primary" disabled={busy}>{t('v_announce')}</Button></div>
      </form>
    </Fold>
  );
}
