import { type ReactNode, Suspense, lazy, useState } from 'react';
import type { Point } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Button, Icon, Spinner } from '@shared/parts';
import type { Place } from './place';
import { REPORTS } from './texts';

const PickMap = lazy(() => import('./PickMap'));

type Props = { place: Place; locate: () => void; choose: (p: Point) => void; write: (text: string) => void; open?: boolean };

export function PlaceField({ place, locate, choose, write, open = false }: Props): ReactNode {
  const t = useTexts(REPORTS);
  const [map, setMap] = useState(open);
  return (
    <div className="stack">
      <div className="row">
        <Icon name="pin" />
        <input className="input grow" aria-label={t('placeText')} value={place.text} placeholder={place.state === 'locating' ? t('locating') : t('placeHint')}
          onChange={(e) => write(e.target.value)} />
      </div>
      <div className="row wrap">
        <Button small icon="pin" onClick={locate} disabled={place.state === 'locating'}>{t(place.state === 'locating' ? 'locating' : 'useGps')}</Button>
        <Button small icon="map" aria-expanded={map} onClick={() => setMap(!map)}>{t('pickOnMap')}</Button>
        {place.point !== null && <span className="chip green"><Icon name="check" />{t('placeOk')}</span>}
      </div>
      {place.state === 'denied' && place.text === '' && <p className="notice warn" role="status">{t('noGps')}</p>}
      {map && <Suspense fallback={<Spinner />}><PickMap at={place.point} onChoose={choose} /></Suspense>}
    </div>
  );
}
