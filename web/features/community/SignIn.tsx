import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type ResidentView, community } from '@shared/api/community';
import { useTexts } from '@shared/i18n';
import { Button, Trouble } from '@shared/parts';
import { Text, useSend } from './parts';
import { RESIDENT } from './texts';

const KEY = ['resident'];

/** Who is signed in with his phone, and how to put a newer answer in its place. */
export function useResident(): { me: ResidentView | undefined; error: unknown; put: (me: ResidentView) => void; again: () => void } {
  const client = useQueryClient();
  const found = useQuery({ queryKey: KEY, queryFn: () => community.me(), staleTime: 15_000 });
  return {
    me: found.data, error: found.isError ? found.error : null, again: () => void found.refetch(),
    put: (me) => { client.setQueryData(KEY, me); void client.invalidateQueries({ queryKey: ['community'] }); },
  };
}

/** Phone, code, in. The code comes by text message; the demo shows it. */
export function SignIn({ lead }: { lead?: string }): ReactNode {
  const t = useTexts(RESIDENT);
  const { put } = useResident();
  const [phone, setPhone] = useState('');
  const [code, setCode] = useState('');
  const [sent, setSent] = useState<{ phone: string; demo_code: string } | null>(null);
  const { busy, error, send } = useSend();
  const ask = send(async () => setSent(await community.askCode(phone)));
  const enter = send(async () => put(await community.signIn(phone, code)));
  return (
    <form className="card stack community-sign-in" onSubmit={sent === null ? ask : enter} noValidate>
      <p>{lead ?? t('signInLead')}</p>
      {sent === null ? <Text label={t('phone')} type="tel" inputMode="tel" autoComplete="tel" value={phone} onChange={setPhone} />
        : <>
          <p role="status">{t('sentTo', { phone: sent.phone })} {sent.demo_code !== '' && <strong>{t('demoCode', { code: sent.demo_code })}</strong>}</p>
          <Text label={t('code')} inputMode="numeric" autoComplete="one-time-code" value={code} onChange={setCode} />
        </>}
      {error !== null && <Trouble error={error} />}
      <div className="row wrap"><Button type="submit" look="primary" disabled={busy} icon="phone">{t(sent === null ? 'getCode' : 'signIn')}</Button>{sent !== null && <Button look="quiet" onClick={() => { setSent(null); setCode(''); }}>{t('otherPhone')}</Button>}</div>
      <p className="muted">{t('privacy')}</p>
    </form>
  );
}
