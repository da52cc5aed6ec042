import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, newKey, useSession, type Trouble as Called } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Button, Icon, LongPress, Trouble } from '@shared/parts';
import { whereAmI } from './field';
import { DISPATCH } from './texts';

const HOLD_MS = 1_500;

/** One long press: sends the place, calls the nearest crews, opens an incident. */
export function TroubleButton({ fallback }: { fallback: { lng: number; lat: number } | null }): ReactNode {
  const t = useTexts(DISPATCH);
  const { city } = useSession();
  const client = useQueryClient();
  const [called, setCalled] = useState<Called | null>(null);
  const [error, setError] = useState<unknown>(null);
  const call = async (): Promise<void> => {
    setError(null);
    // Without GPS the job's place, then the city's centre: a call for help is never held back for want of a fix.
    const place = (await whereAmI()) ?? fallback ?? { lng: city.centre[0], lat: city.centre[1] };
    await api.trouble({ key: newKey(), ...place }).then((made) => { setCalled(made); void client.invalidateQueries({ queryKey: ['calls'] }); }, setError);
  };
  return (
    <>
      <LongPress ms={HOLD_MS} label={t('trouble')} hint={t('troubleHint')} onHeld={() => void call()}><Icon name="alarm" /><span>{t('trouble')}</span></LongPress>
      {(called !== null || error !== null) && (
        <div className="sheet" role="alertdialog" aria-label={t('troubleSent')}>
          <div className="card stack">
            {error !== null ? <Trouble error={error} retry={() => void call()} /> : <>
              <h2>{t('troubleSent')}</h2>
              {called?.called.length === 0 && <p>{t('troubleNobody')}</p>}
              <ul className="stack">{called?.called.map((c) => <li key={c.crew} className="row"><Icon name="people" />{t('troubleWho', { crew: c.crew, n: c.minutes })}</li>)}</ul></>}
            <Button wide onClick={() => { setCalled(null); setError(null); }}>{t('dismiss')}</Button>
          </div>
        </div>
      )}
    </>
  );
}
