import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useParams } from 'react-router';
import { type Photo, useCityNow } from '@shared/api';
import { type OfferView, community } from '@shared/api/community';
import { dayAndTime, lookUp, remaining, said, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Icon, Photos, Spinner, Trouble } from '@shared/parts';
import { Camera, Fold, Text, useSend } from './parts';
import { RESIDENT } from './texts';
import './community.css';

type Props = { code: string; put: (next: OfferView) => void };

/** What a firm sees behind its link: no account, one thing to do. */
export default function FirmDoor(): ReactNode {
  const { code = '' } = useParams();
  const t = useTexts(RESIDENT);
  const lang = useLanguage();
  const now = useCityNow(1_000);
  const client = useQueryClient();
  const key = ['firm-door', code];
  const found = useQuery({ queryKey: key, queryFn: () => community.offer(code), retry: false, refetchInterval: 30_000 });
  if (found.isError) return <Trouble error={found.error} retry={() => void found.refetch()} />;
  if (found.data === undefined) return <Spinner />;
  const offer = found.data;
  const put = (next: OfferView): void => { client.setQueryData(key, next); };
  const left = (new Date(offer.limit_at).getTime() - now.getTime()) / 1000;
  return (
    <div className="community">
      <section className="card stack">
        <p>{t('firmLead', { firm: offer.firm })}</p>
        <h1>{said(offer, 'matter', lang)}</h1>
        <p className="row top"><Icon name="pin" /><span>{offer.address}</span></p>
        <p className="row wrap"><Chip colour={offer.state === 'offered' ? '' : 'grey'}>{lookUp(RESIDENT, `o_${offer.state}`, lang)}</Chip>{offer.state === 'offered' && <><strong>{t('firmUntil', { t: dayAndTime(offer.limit_at, lang) })}</strong><Chip colour={left < 0 ? 'red' : 'green'}>{remaining(left, lang)}</Chip></>}</p>
        {offer.answer !== '' && <p>{offer.answer}</p>}
        <Photos urls={offer.photos} />
      </section>
      {offer.state === 'offered' && <><Repaired code={code} put={put} /><NotOurs code={code} put={put} /></>}
      <p className="muted">{t('firmRule')}</p>
    </div>
  );
}

function Repaired({ code, put }: Props): ReactNode {
  const t = useTexts(RESIDENT);
  const [text, setText] = useState('');
  const [photos, setPhotos] = useState<Photo[]>([]);
  const { busy, error, send } = useSend();
  return (
    <form className="card stack" onSubmit={send(async () => put(await community.repair(code, text, photos.map((p) => p.id))))} noValidate>
      <Text label={t('whatDone')} rows={2} value={text} onChange={setText} />
      <Camera photos={photos} onChange={setPhotos} label={t('photo')} />
      {error !== null && <Trouble error={error} />}
      <Button type="submit" look="primary" wide icon="check" disabled={busy}>{t('repaired')}</Button>
    </form>
  );
}

function NotOurs({ code, put }: Props): ReactNode {
  const t = useTexts(RESIDENT);
  const [reason, setReason] = useState('');
  const { busy, error, send } = useSend();
  return (
    <Fold title={t('notOurs')}>
      <form className="stack" onSubmit={send(async () => put(await community.declineOffer(code, reason)))} noValidate>
        <Text label={t('why')} rows={2} value={reason} onChange={setReason} />
        {error !== null && <Trouble error={error} />}
        <Button type="submit" disabled={busy}>{t('send')}</Button>
      </form>
    </Fold>
  );
}
