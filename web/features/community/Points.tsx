import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type CommendationView, type ResidentView, type RewardView, community } from '@shared/api/community';
import { dayAndTime, lookUp, said, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Empty, Spinner, Trouble } from '@shared/parts';
import { SignIn, useResident } from './SignIn';
import { Fold, Text, useSend } from './parts';
import { RESIDENT } from './texts';

type Mine = { me: ResidentView; put: (me: ResidentView) => void };

/** "My points": what for, how many, what was refused and why; what they can be redeemed for. */
export function Points(): ReactNode {
  const { me, error, put, again } = useResident();
  if (error !== null) return <Trouble error={error} retry={again} />;
  if (me === undefined) return <Spinner />;
  return (
    <>
      {me.signed_in ? <><Balance me={me} put={put} /><Redeemed me={me} put={put} /><Thanks me={me} /><History me={me} /></> : <SignIn />}
      <Shop me={me} put={put} />
      {me.signed_in && <Claim me={me} put={put} />}
    </>
  );
}

function Balance({ me, put }: Mine): ReactNode {
  const t = useTexts(RESIDENT);
  const { send } = useSend();
  return (
    <section className="card community-balance">
      <div className="grow"><span className="muted">{t('balance')}</span><br /><b>{me.balance}</b></div>
      <span className="muted">{t('signedIn', { phone: me.phone })}</span><Button small onClick={send(async () => put(await community.signOut()))}>{t('signOut')}</Button>
    </section>
  );
}

function History({ me }: { me: ResidentView }): ReactNode {
  const t = useTexts(RESIDENT);
  const lang = useLanguage();
  return (
    <section className="card stack"><h2>{t('history')}</h2>
      {me.lines.length === 0 && <Empty icon="star" title={t('none')}>{t('noneText')}</Empty>}
      <ul className="community-lines">{me.lines.map((l) => (
        <li key={`${l.rule}${l.source}`} className={l.refused === '' ? '' : 'off'}>
          <span className="grow"><strong>{said(l, 'name', lang)}</strong>{l.refused !== '' && <><br /><span>{t('refused', { why: said(l, 'why', lang) })}</span></>}<br /><span className="muted">{dayAndTime(l.at, lang)}</span></span>
          <b>{l.points > 0 ? `+${l.points}` : l.points}</b>
        </li>
      ))}</ul>
    </section>
  );
}

function Shop({ me, put }: Mine): ReactNode {
  const t = useTexts(RESIDENT);
  const lang = useLanguage();
  const found = useQuery({ queryKey: ['community', 'catalogue'], queryFn: () => community.catalogue() });
  const { busy, error, send } = useSend();
  if (found.isError) return <Trouble error={found.error} retry={() => void found.refetch()} />;
  if (found.data === undefined) return <Spinner />;
  const { rules, rewards, daily_cap, same_place_days } = found.data;
  const redeem = (r: RewardView): (() => void) => send(async () => { put(await community.redeem(r.id)); });
  return (
    <>
      <section className="card stack"><h2>{t('shop')}</h2>
        {rewards.length === 0 && <p className="muted">{t('noRewards')}</p>}
        {error !== null && <Trouble error={error} />}
        <ul className="community-rewards">{rewards.map((r) => (
          <li key={r.id}><strong>{said(r, 'name', lang)}</strong><span className="muted">{r.stock > 0 ? t('left', { n: r.stock }) : t('gone')}</span>
            <span className="row"><span className="grow">{t('price', { n: r.price })}</span>{me.signed_in && <Button small look="primary" disabled={busy || r.stock === 0 || me.balance < r.price} onClick={redeem(r)}>{t('redeem')}</Button>}</span></li>
        ))}</ul>
      </section>
      <Fold title={t('how')}>
        <ul className="community-lines">{rules.map((r) => <li key={r.code}><span className="grow">{said(r, 'name', lang)}</span><b>+{r.points}</b></li>)}</ul>
        <p className="muted">{t('capNote', { n: daily_cap, d: same_place_days })} {t('privacy')}</p>
      </Fold>
    </>
  );
}

function Redeemed({ me, put }: Mine): ReactNode {
  const t = useTexts(RESIDENT);
  const lang = useLanguage();
  const { busy, error, send } = useSend();
  if (me.redemptions.length === 0) return null;
  return (
    <section className="card stack"><h2>{t('mineRedeemed')}</h2>
      {error !== null && <Trouble error={error} />}
      <ul>{me.redemptions.map((r) => (
        <li key={r.code} className="community-item">
          <span className="row wrap"><strong className="grow">{said(r, 'reward', lang)}</strong><Chip colour={r.state === 'redeemed' ? '' : 'grey'}>{lookUp(RESIDENT, `r_${r.state}`, lang)}</Chip></span>
          {r.state === 'redeemed' && <span className="row wrap"><span className="community-code">{r.code}</span><span className="muted grow">{t('showCode')}</span><Button small disabled={busy} onClick={send(async () => put(await community.giveBack(r.code)))}>{t('giveBack')}</Button></span>}
        </li>
      ))}</ul>
    </section>
  );
}

/** Opens a PDF that only its owner may read. */
export async function openPdf(one: CommendationView, office: boolean): Promise<void> {
  const url = URL.createObjectURL(await community.certificate(one.id, office));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${one.number}.pdf`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function Thanks({ me }: { me: ResidentView }): ReactNode {
  const t = useTexts(RESIDENT);
  const { error, send } = useSend();
  if (me.commendations.length === 0) return null;
  return (
    <section className="card stack"><h2>{t('thanks')}</h2>
      {error !== null && <Trouble error={error} />}
      <ul>{me.commendations.map((c) => <li key={c.id} className="row wrap"><span className="grow"><strong>{t('thanksOf', { y: c.year })}</strong> <span className="muted">{c.number}</span></span><Button small icon="download" onClick={send(() => openPdf(c, false))}>{t('download')}</Button></li>)}</ul>
    </section>
  );
}

function Claim({ put }: Mine): ReactNode {
  const t = useTexts(RESIDENT);
  const [receipt, setReceipt] = useState('');
  const [code, setCode] = useState('');
  const { busy, error, send } = useSend();
  return (
    <Fold title={t('claim')}>
      <form className="stack" onSubmit={send(async () => { put(await community.claim(receipt, code)); setReceipt(''); setCode(''); })} noValidate>
        <p className="muted">{t('claimText')}</p>
        <div className="community-grid"><Text label={t('receipt')} value={receipt} onChange={setReceipt} /><Text label={t('receiptCode')} value={code} onChange={setCode} /></div>
        {error !== null && <Trouble error={error} />}
        <Button type="submit" disabled={busy}>{t('doClaim')}</Button>
      </form>
    </Fold>
  );
}
