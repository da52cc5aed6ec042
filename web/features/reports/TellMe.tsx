import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api } from '@shared/api';
import { said, useLanguage, useTexts } from '@shared/i18n';
import { Button, Icon, Trouble } from '@shared/parts';
import { myReports, remember } from './mine';
import { NoPush, mine, subscribe } from './push';
import { TELL } from './tellTexts';

type Props = { receipt: string; code: string; title: string };
type Channel = 'push' | 'sms' | 'wechat';
type Ways = Awaited<ReturnType<typeof api.ways>>;
type Bind = Awaited<ReturnType<typeof api.wechatCode>>;
const ICONS = { push: 'bell', sms: 'phone', wechat: 'people' } as const;

/** How the reporter is told: each channel with one button, on or off; what cannot work says why in one sentence. */
export default function TellMe({ receipt, code, title }: Props): ReactNode {
  const t = useTexts(TELL);
  const lang = useLanguage();
  const client = useQueryClient();
  const key = ['ways', receipt, code];
  const query = useQuery({ queryKey: key, queryFn: async () => ({ ...(await api.ways(receipt, code)), here: await mine() }) });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [bind, setBind] = useState<Bind | null>(null);
  const [cannot, setCannot] = useState<NoPush['why'] | null>(null);
  if (!query.isSuccess) return query.isError ? <Trouble error={query.error} retry={() => void query.refetch()} /> : null;
  const { ways, offers, here } = query.data;

  const run = (work: () => Promise<unknown>): void => {
    setBusy(true);
    setError(null);
    setCannot(null);
    setBind(null);
    work().then(() => client.invalidateQueries({ queryKey: key }), (e: unknown) => { if (e instanceof NoPush) setCannot(e.why); else setError(e); }).finally(() => setBusy(false));
  };
  const turnOn = async (channel: Channel, publicKey: string): Promise<Ways | void> => {
    if (channel === 'wechat') return setBind(await api.wechatCode(receipt, { code, language: lang }));
    if (channel === 'sms') return api.chooseWay(receipt, { code, channel, language: lang });
    const subscription = await subscribe(publicKey);
    if (!myReports().some((m) => m.receipt === receipt)) remember({ receipt, code, title, at: new Date().toISOString() }); // a tap on the notification opens the page by it
    return api.chooseWay(receipt, { code, channel, language: lang, ...subscription });
  };
  const stop = (way: number): void => run(() => api.stopWay(receipt, { code, way }));
  const elsewhere = ways.filter((w) => w.channel === 'push' && w.target !== here).length;

  return (
    <section className="card stack tell">
      <h2>{t('title')}</h2>
      <p className="muted">{t('text')}</p>
      <ul className="tell-list">
        {offers.filter((o) => o.offered || o.channel !== 'wechat').map((offer) => {
          const way = ways.find((w) => w.channel === offer.channel && (offer.channel !== 'push' || w.target === here));
          return (
            <li key={offer.channel} className="row">
              <Icon name={ICONS[offer.channel]} />
              <span className="grow">{t(offer.channel, { p: offer.to })}
                {!offer.offered ? <span className="muted">{said(offer, 'why', lang)}</span> : way === undefined ? null : <span className="tell-on">{t(way.every ? 'on' : 'resultOnly')}</span>}</span>
              {way !== undefined && <Button small disabled={busy} aria-label={`${t('stop')} ${t(offer.channel, { p: offer.to })}`} onClick={() => stop(way.id)}>{t('stop')}</Button>}
              {offer.offered && (way === undefined || !way.every) && <Button small look="primary" disabled={busy} aria-label={`${t('turnOn')} ${t(offer.channel, { p: offer.to })}`} onClick={() => run(() => turnOn(offer.channel, offer.key))}>{t('turnOn')}</Button>}
            </li>
          );
        })}
      </ul>
      {bind !== null && <p className="notice" role="status"><Icon name="link" /><span>{bind.url === '' ? t('bindType', { c: bind.code }) : <><a href={bind.url}>{t('bindOpen')}</a> {t('bindUntil')}</>}</span></p>}
      {elsewhere > 0 && <p className="muted">{t('elsewhere', { n: elsewhere })}</p>}
      {cannot !== null && <p className="notice" role="alert"><Icon name="alarm" /><span>{t(cannot)}</span></p>}
      {error !== null && <Trouble error={error} />}
      {ways.length > 1 && <Button wide disabled={busy} onClick={() => stop(0)}>{t('stopAll')}</Button>}
    </section>
  );
}
