import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, type PhoneCall } from '@shared/api';
import { clockTime, useLanguage, useTexts } from '@shared/i18n';
import { Button, Icon, Trouble } from '@shared/parts';
import { DISPATCH } from './texts';

const EVERY_MS = 10_000;

/** Open calls for help: the crew's own, which it may take back, and those it was called to. */
export function Calls(): ReactNode {
  const calls = useQuery({ queryKey: ['calls'], queryFn: api.calls, refetchInterval: EVERY_MS });
  return <>{(calls.data ?? []).map((c) => (c.mine ? <Own key={c.id} call={c} /> : <Other key={c.id} call={c} />))}</>;
}

function Own({ call }: { call: PhoneCall }): ReactNode {
  const t = useTexts(DISPATCH);
  const lang = useLanguage();
  const client = useQueryClient();
  const [sure, setSure] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const withdraw = (): void => void api.withdrawCall(call.id).then((left) => client.setQueryData(['calls'], left), setError);
  return (
    <section className="call mine" aria-label={t('callMine')}>
      <div className="row"><Icon name="alarm" /><strong className="grow">{t('callMine')}</strong><span>{clockTime(call.at, lang)}</span></div>
      {call.called.length === 0 ? <p>{t('troubleNobody')}</p> : <ul>{call.called.map((c) => <li key={c.name}>{t('troubleWho', { crew: c.name, n: c.minutes })}</li>)}</ul>}
      {error !== null && <Trouble error={error} />}
      {sure ? <div className="row wrap"><span className="grow">{t('withdrawSure')}</span><Button small onClick={withdraw}>{t('withdrawYes')}</Button><Button small onClick={() => setSure(false)}>{t('withdrawNo')}</Button></div>
        : <div className="row"><Button small onClick={() => setSure(true)}>{t('withdraw')}</Button></div>}
    </section>
  );
}

function Other({ call }: { call: PhoneCall }): ReactNode {
  const t = useTexts(DISPATCH);
  const lang = useLanguage();
  return (
    <section className="call" role="alert">
      <div className="row"><Icon name="alarm" /><strong className="grow">{t('callOther', { crew: call.crew.name })}</strong><span>{clockTime(call.at, lang)}</span></div>
      <p>{call.place} · {t('callMinutes', { n: call.minutes })}</p>
      {call.text !== '' && <p>{call.text}</p>}
    </section>
  );
}
