import type { Map as Maplibre, MapOptions } from 'maplibre-gl';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useSession } from '../api';
import { useLanguage, useTexts } from '../i18n';
import type { MapTheme } from './palette';
import { MAP } from './texts';
import './map.css';

type Props = {
  theme: MapTheme; label: string; onReady?: (map: Maplibre) => (() => void) | void; options?: Partial<Pick<MapOptions, 'center' | 'zoom' | 'bounds'>>;
  small?: boolean; className?: string; children?: ReactNode;
};

/** A map of the city. MapLibre itself is loaded when the first map is shown, not before. */
export function MapView({ theme, label, onReady, options, small = false, className = '', children }: Props): ReactNode {
  const t = useTexts(MAP);
  const lang = useLanguage();
  const { city } = useSession();
  const box = useRef<HTMLDivElement>(null);
  const ready = useRef(onReady);
  const [failed, setFailed] = useState(false);
  ready.current = onReady;

  useEffect(() => {
    let map: Maplibre | null = null;
    let undo: (() => void) | void;
    let gone = false;
    void import('./engine').then(async ({ createMap }) => {
      if (gone || box.current === null) return;
      const made = await createMap(box.current, city, theme, lang, options ?? {}, small);
      if (gone) return made.remove();
      map = made;
      // The signs of people and tickets need the style only; the ground below may still be arriving.
      const start = (): void => { if (!gone) undo = ready.current?.(made); };
      if (made.isStyleLoaded()) start();
      else made.once('style.load', start);
    }).catch(() => setFailed(true)); // no WebGL, or the bundle did not arrive: the lists beside the map still work
    return () => { gone = true; undo?.(); map?.remove(); };
    // The map is made once (and again in the other language); `options` is only where it starts.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [city, theme, small, lang]);

  return (
    <div className={`map ${className}`}>
      <div ref={box} className="map-canvas" role="region" aria-label={label} />
      {failed && <p className="map-failed">{t('failed')}</p>}
      {children}
    </div>
  );
}
