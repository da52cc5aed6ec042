import { type ReactNode, useEffect, useState } from 'react';
import { api, useCitySpeed } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Button, Icon } from '@shared/parts';
import { DISPATCH } from './texts';

const AGAIN_MS = 4_000; // the server lets go of a phone of which it has not heard for 15 s
const TURNED_MS = 1_200; // by then the city has changed its pace, and an answer tells it

/** Demo only: says whose hands the phone is in. While they are a person's, the simulator lets go of this crew and slows the city. */
export function HoldBar({ crew, mine, working, noCases }: { crew: string | number; mine: boolean; working: boolean; noCases: boolean }): ReactNode {
  const t = useTexts(DISPATCH);
  const speed = useCitySpeed();
  const [held, setHeld] = useState(mine);
  const [usual, setUsual] = useState(speed);
  const slow = working && speed < usual;
  useEffect(() => {
    if (!held) return;
    const hold = (): void => void api.holdPhone(crew, true).then((said) => setUsual(said.usual_speed), () => undefined); // said again soon
    hold();
    const soon = setTimeout(hold, TURNED_MS);
    const timer = setInterval(hold, AGAIN_MS);
    return () => { clearTimeout(soon); clearInterval(timer); };
  }, [crew, held, working]);
  const give = (): void => { setHeld(false); void api.holdPhone(crew, false).catch(() => undefined); };
  if (!held) return <p className="hold-bar"><Icon name="person" /><span className="grow">{t('simulated')}</span><Button small icon="hand" onClick={() => setHeld(true)}>{t('take')}</Button></p>;
  return (
    <p className="hold-bar mine" role="status"><Icon name="hand" />
      <span className="grow">{slow ? t('heldWorking', { n: speed, usual }) : noCases && !working ? t('heldNoCases') : t('heldWaiting', { usual })}</span>
      <Button small onClick={give}>{t('giveBack')}</Button>
    </p>
  );
}
