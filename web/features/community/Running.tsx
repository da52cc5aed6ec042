import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type CommendationView, type RewardView, type TermView, community } from '@shared/api/community';
import { lookUp, said, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Spinner, Trouble } from '@shared/parts';
import { openPdf } from './Points';
import { Ask, Choice, Fold, Text, useSend } from './parts';
import { OFFICE } from './texts';

/** The city's terms, the catalogue, what waits to be fetched, the yearly thank-you. `manager`: may change them. */
export function Running({ manager }: { manager: boolean }): ReactNode {
  const t = useTexts(OFFICE);
  return (
    <>
      <p className="muted">{t('p_privacy')}</p>
      <Waiting />
      {manager && <><Rewards /><Terms /><Commendations /></>}
    </>
  );
}

function Waiting(): ReactNode {
  const t = useTexts(OFFICE);
  const lang = useLanguage();
  const client = useQueryClient();
  const found = useQuery({ queryKey: ['redemptions'], queryFn: () => community.redemptions(), refetchInterval: 30_000 });
  const [code, setCode] = useState('');
  const [done, setDone] = useState('');
  const { busy, error, send } = useSend();
  const hand = send(async () => { const one = await community.handOver(code); setDone(said(one, 'reward', lang)); setCode(''); void client.invalidateQueries({ queryKey: ['redemptions'] }); });
  return (
    <section className="card stack"><h2>{t('p_waiting')}</h2>
      <form className="community-inline" onSubmit={hand} noValidate><Text label={t('p_code')} value={code} onChange={setCode} /><Button type="submit" look="primary" disabled={busy}>{t('p_hand')}</Button>{done !== '' && <span role="status"><Chip colour="green">{t('p_handed', { what: done })}</Chip></span>}</form>
      {error !== null && <Trouble error={error} />}
      {found.isError && <Trouble error={found.error} retry={() => void found.refetch()} />}
      {found.data?.length === 0 && <p className="muted">{t('p_waitingNone')}</p>}
      <ul className="community-lines">{found.data?.map((r) => <li key={`${r.at}${r.reward}`}><span className="grow">{said(r, 'reward', lang)}</span><span className="muted">{r.price}</span></li>)}</ul>
    </section>
  );
}

function Rewards(): ReactNode {
  const t = useTexts(OFFICE);
  const client = useQueryClient();
  const found = useQuery({ queryKey: ['office-rewards'], queryFn: () => community.rewards() });
  const put = (next: RewardView[]): void => { client.setQueryData(['office-rewards'], next); };
  return (
    <Fold title={`${t('p_shop')} · ${found.data?.length ?? 0}`}>
      {found.isError && <Trouble error={found.error} retry={() => void found.refetch()} />}
      {found.data?.map((r) => <Reward key={`${r.id}:${r.stock}:${r.active}`} reward={r} put={put} />)}
      <h3>{t('p_addReward')}</h3><Reward key={`new${found.data?.length ?? 0}`} put={put} />
    </Fold>
  );
}

function Reward({ reward: r, put }: { reward?: RewardView; put: (next: RewardView[]) => void }): ReactNode {
  const t = useTexts(OFFICE);
  const [form, setForm] = useState({ name: r?.name ?? '', name_en: r?.name_en ?? '', price: String(r?.price ?? 10), stock: String(r?.stock ?? 0) });
  const [active, setActive] = useState(r?.active ?? true);
  const set = (name: keyof typeof form) => (value: string): void => setForm({ ...form, [name]: value });
  const { busy, error, send } = useSend();
  const save = send(async () => put(await community.keepReward(r?.id ?? 0, { ...form, price: Number(form.price) || 0, stock: Number(form.stock) || 0, active })));
  return (
    <form className="community-ask stack" onSubmit={save} noValidate>
      <div className="community-grid"><Text label={t('p_name')} value={form.name} onChange={set('name')} /><Text label={t('p_nameEn')} value={form.name_en} onChange={set('name_en')} /><Text label={t('p_price')} inputMode="numeric" value={form.price} onChange={set('price')} /><Text label={t('p_stock')} inputMode="numeric" value={form.stock} onChange={set('stock')} /></div>
      {error !== null && <Trouble error={error} />}
      <div className="row wrap"><label className="row"><input type="checkbox" checked={active} onChange={(e) => setActive(e.target.checked)} />{t('p_active')}</label><Button small look="primary" type="submit" disabled={busy}>{t(r === undefined ? 'p_addReward' : 'save')}</Button></div>
    </form>
  );
}

const GROUPS = [['p_rules', 'points.'], ['p_limits', 'limits.'], ['p_meet', '']] as const;

function Terms(): ReactNode {
  const t = useTexts(OFFICE);
  const client = useQueryClient();
  const found = useQuery({ queryKey: ['terms'], queryFn: () => community.terms() });
  if (found.isError) return <Trouble error={found.error} retry={() => void found.refetch()} />;
  if (found.data === undefined) return <Spinner />;
  const put = (next: TermView[]): void => { client.setQueryData(['terms'], next); };
  const inGroup = (prefix: string) => (one: TermView): boolean => prefix === '' ? !/^(points|limits)\./.test(one.name) : one.name.startsWith(prefix);
  return <>{GROUPS.map(([title, prefix]) => <Fold key={title} title={t(title)}><Group terms={found.data.filter(inGroup(prefix))} put={put} /></Fold>)}</>;
}

function Group({ terms, put }: { terms: readonly TermView[]; put: (next: TermView[]) => void }): ReactNode {
  const t = useTexts(OFFICE);
  const lang = useLanguage();
  const [changed, setChanged] = useState<Record<string, string>>({});
  const { busy, error, send } = useSend();
  const value = (one: TermView): string => changed[one.name] ?? String(one.value);
  const meant = (text: string): number | string => (/^-?\d+$/.test(text) ? Number(text) : text);
  const save = send(async () => { put(await community.setTerms(Object.fromEntries(Object.entries(changed).map(([k, v]) => [k, meant(v)])))); setChanged({}); });
  return (
    <form className="stack" onSubmit={save} noValidate>
      <div className="community-terms">{terms.map((one) => {
        const label = lookUp(OFFICE, `t_${one.name.replace('.', '_')}`, lang);
        const set = (v: string): void => setChanged({ ...changed, [one.name]: v });
        return (
          <div key={one.name}>
            {one.name === 'meetings.level' ? <Choice label={label} value={value(one)} onChange={set} options={[['street', t('level_street')], ['community', t('level_community')]]} /> : <Text label={label} inputMode="numeric" value={value(one)} onChange={set} />}
            {one.own && <span className="row wrap muted">{t('p_own', { v: one.pack })} <Button small look="quiet" disabled={busy} onClick={send(async () => put(await community.setTerms({ [one.name]: null })))}>{t('p_reset')}</Button></span>}
          </div>
        );
      })}</div>
      {error !== null && <Trouble error={error} />}
      <div><Button type="submit" look="primary" disabled={busy || Object.keys(changed).length === 0}>{t('save')}</Button></div>
    </form>
  );
}

function Commendations(): ReactNode {
  const t = useTexts(OFFICE);
  const client = useQueryClient();
  const [year, setYear] = useState(String(new Date().getFullYear()));
  const key = ['commendations', year];
  const found = useQuery({ queryKey: key, queryFn: () => community.commendations(Number(year)), enabled: /^20[2-9]\d$/.test(year), retry: false });
  const { busy, error, send } = useSend();
  const again = (): void => { void client.invalidateQueries({ queryKey: key }); };
  return (
    <Fold title={t('p_thanks')}>
      <div className="community-inline"><Text label={t('p_year')} inputMode="numeric" value={year} onChange={setYear} /><Button disabled={busy} onClick={send(async () => { client.setQueryData(key, await community.draftThanks(Number(year) || 0)); })}>{t('p_draft')}</Button></div>
      {error !== null && <Trouble error={error} />}
      {found.isError && <Trouble error={found.error} />}
      {found.data?.length === 0 && <p className="muted">{t('p_thanksNone')}</p>}
      <ul>{found.data?.map((c) => <Thanks key={c.id} one={c} again={again} />)}</ul>
    </Fold>
  );
}

function Thanks({ one: c, again }: { one: CommendationView; again: () => void }): ReactNode {
  const t = useTexts(OFFICE);
  const lang = useLanguage();
  const { error, send } = useSend();
  return (
    <li className="community-item">
      <span className="row wrap"><strong className="grow">{c.name}</strong><Chip colour={c.state === 'released' ? 'green' : 'grey'}>{lookUp(OFFICE, `c_${c.state}`, lang)}</Chip><span className="muted">{t('p_pts', { n: c.points, r: c.reports })} · {c.number}</span></span>
      {error !== null && <Trouble error={error} />}
      <div className="row wrap"><Button small icon="download" onClick={send(() => openPdf(c, true))}>{t('p_cert')}</Button>
        {c.state === 'drafted' && <><Ask open={t('p_release')} label={t('p_certName')} initial={c.name} type="text" look="primary" onSend={(name) => community.releaseThanks(c.id, name).then(again)} /><Ask open={t('p_drop')} label={t('p_whyDrop')} onSend={(why) => community.dropThanks(c.id, why).then(again)} /></>}</div>
    </li>
  );
}
