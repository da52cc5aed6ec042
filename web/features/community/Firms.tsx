import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api } from '@shared/api';
import { type FirmLink, type FirmView, community } from '@shared/api/community';
import { dayAndTime, lookUp, said, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Empty, Spinner, Trouble } from '@shared/parts';
import { DutyArea } from './DutyArea';
import { NOTHING, groundOf } from './ground';
import { Choice, Fold, Text, useSend } from './parts';
import { OFFICE } from './texts';

const KINDS = ['property', 'shop', 'bike', 'delivery'] as const;
type Theme = 'light' | 'dark';

/** Firms with a duty area, and what each put right itself. */
export function Firms({ theme }: { theme: Theme }): ReactNode {
  const t = useTexts(OFFICE);
  const found = useQuery({ queryKey: ['firms'], queryFn: () => community.firms() });
  if (found.isError) return <Trouble error={found.error} retry={() => void found.refetch()} />;
  if (found.data === undefined) return <Spinner />;
  return (
    <>
      <Register theme={theme} firms={found.data} />
      {found.data.length === 0 && <Empty icon="home" title={t('f_none')}>{t('f_noneText')}</Empty>}
      <ul className="stack">{found.data.map((f) => <li key={f.id}><One firm={f} rate={f.offered === 0 ? t('f_noRate') : t('f_rate', { own: f.repaired, all: f.offered })} /></li>)}</ul>
    </>
  );
}

function One({ firm: f, rate }: { firm: FirmView; rate: string }): ReactNode {
  const t = useTexts(OFFICE);
  const lang = useLanguage();
  const client = useQueryClient();
  const { busy, error, send } = useSend();
  const turn = send(async () => {
    const { id, name, kind, contact, phone, polygon, lng, lat, radius, matters, hours } = f;
    await community.changeFirm(id, { name, kind, contact, phone, polygon, lng, lat, radius, matters, hours, cells: [], active: !f.active });
    void client.invalidateQueries({ queryKey: ['firms'] });
  });
  return (
    <section className="card stack">
      <div className="row wrap"><Chip>{lookUp(OFFICE, `k_${f.kind}`, lang)}</Chip><strong className="grow">{f.name}</strong>{!f.active && <Chip colour="grey">{t('f_off')}</Chip>}<span className="muted">{rate}</span></div>
      <p className="muted">{f.area_name} · {f.contact} {f.phone} · {t('f_hoursN', { n: f.hours })}{f.radius > 0 && ` · ${f.radius} m`}</p>
      {f.overlaps.length > 0 && <ul className="community-overlaps">{f.overlaps.map((o) => <li key={o.name}>{t('f_overlap', { name: o.name, p: o.percent })}</li>)}</ul>}
      {error !== null && <Trouble error={error} />}
      <div className="row wrap"><Links firm={f} /><Button small disabled={busy} onClick={turn}>{t(f.active ? 'f_stop' : 'f_start')}</Button></div>
    </section>
  );
}

/** What the firm has to do now, each with its link, for whoever passes it on by hand. */
function Links({ firm: f }: { firm: FirmView }): ReactNode {
  const t = useTexts(OFFICE);
  const [open, setOpen] = useState(false);
  const found = useQuery({ queryKey: ['firm-links', f.id], queryFn: () => community.firmLinks(f.id), enabled: open, staleTime: 0, retry: false });
  if (!open) return <Button small icon="link" onClick={() => setOpen(true)}>{t('f_links')}</Button>;
  return (
    <div className="community-ask stack">
      {found.isError ? <Trouble error={found.error} /> : found.data === undefined ? <Spinner /> : found.data.length === 0 ? <p className="muted">{t('f_linksNone')}</p> : <><p className="muted">{t('f_linksText')}</p><ul>{found.data.map((l) => <OneLink key={l.url} link={l} />)}</ul></>}
      <div><Button small onClick={() => setOpen(false)}>{t('f_linksShut')}</Button></div>
    </div>
  );
}

function OneLink({ link: l }: { link: FirmLink }): ReactNode {
  const t = useTexts(OFFICE);
  const lang = useLanguage();
  const [copied, setCopied] = useState(false);
  const url = new URL(l.url, location.origin).href;
  return (
    <li className="community-item">
      <span className="row wrap"><Chip colour="grey">{lookUp(OFFICE, `fl_${l.kind}`, lang)}</Chip><strong className="grow">{said(l, 'text', lang)}</strong></span>
      <span className="muted">{l.place} · {t('dutyBy', { t: dayAndTime(l.limit_at, lang) })}</span>
      <a className="community-url" href={url} target="_blank" rel="noreferrer">{url}</a>
      <div className="row wrap"><Button small icon="copy" onClick={() => void navigator.clipboard?.writeText(url).then(() => setCopied(true), () => undefined)}>{t('copy')}</Button>{copied && <span role="status" className="muted">{t('copied')}</span>}</div>
    </li>
  );
}

function Register({ theme, firms }: { theme: Theme; firms: readonly FirmView[] }): ReactNode {
  const t = useTexts(OFFICE);
  const lang = useLanguage();
  const client = useQueryClient();
  const matters = useQuery({ queryKey: ['matters'], queryFn: () => api.matters(), staleTime: Infinity });
  const [open, setOpen] = useState(false);
  const [form, setForm] = useState({ name: '', kind: 'property', contact: '', phone: '', hours: '48' });
  const [drawn, setDrawn] = useState(NOTHING);
  const [classes, setClasses] = useState<readonly string[]>([]);
  const set = (name: keyof typeof form) => (value: string): void => setForm({ ...form, [name]: value });
  const { busy, error, send } = useSend();
  const known = [...new Map((matters.data ?? []).map((m) => [m.code.slice(0, 2), lang === 'zh' ? m.class_name : m.class_name_en])).entries()];
  const save = send(async () => {
    await community.addFirm({ ...form, ...groundOf(drawn), hours: Number(form.hours) || 0, matters: [...classes], active: true });
    setOpen(false);
    setDrawn(NOTHING);
    void client.invalidateQueries({ queryKey: ['firms'] });
  });
  if (!open) return <div><Button look="primary" icon="plus" onClick={() => setOpen(true)}>{t('f_add')}</Button></div>;
  return (
    <form className="card stack" onSubmit={save} noValidate>
      <h2>{t('f_add')}</h2>
      <div className="community-grid"><Text label={t('f_name')} value={form.name} onChange={set('name')} /><Choice label={t('kind')} value={form.kind} onChange={set('kind')} options={KINDS.map((k) => [k, lookUp(OFFICE, `k_${k}`, lang)] as const)} /><Text label={t('f_contact')} value={form.contact} onChange={set('contact')} /><Text label={t('l_phone')} type="tel" inputMode="tel" value={form.phone} onChange={set('phone')} /><Text label={t('f_hours')} inputMode="numeric" value={form.hours} onChange={set('hours')} /></div>
      <DutyArea drawn={drawn} onChange={setDrawn} firms={firms} theme={theme} />
      <Fold title={t('f_matters')}>
        <div className="community-classes">{known.map(([code, name]) => <label key={code}><input type="checkbox" checked={classes.includes(code)} onChange={(e) => setClasses(e.target.checked ? [...classes, code] : classes.filter((c) => c !== code))} />{name}</label>)}</div>
      </Fold>
      {error !== null && <Trouble error={error} />}
      <div className="row wrap"><Button type="submit" look="primary" disabled={busy}>{t('f_add')}</Button><Button onClick={() => setOpen(false)}>{t('cancel')}</Button></div>
    </form>
  );
}
