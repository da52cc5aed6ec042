import { type ReactNode, useEffect, useRef, useState } from 'react';
import { api, asProblem } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Button, Icon } from '@shared/parts';
import type { Screen } from './frames';
import { DEMO } from './texts';

/** Width in CSS pixels at which a face is laid out; the picture is then scaled to the frame. */
const DESIGN: Readonly<Record<Screen, number>> = { citizen: 390, command: 760, field: 390 };

type Props = { frame: Screen; url: string; face: string; active: boolean; who: string };

export function Frame({ frame, url, face, active, who }: Props): ReactNode {
  const t = useTexts(DEMO);
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [taken, setTaken] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (box.current === null) return;
    const watch = new ResizeObserver(([entry]) => { if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height }); });
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  const take = (): void => void api.takeOver(frame).then(
    (mine) => setTaken(mine.url),
    (error: unknown) => setProblem(asProblem(error).message));
  const scale = size.width === 0 ? 1 : Math.min(1, size.width / DESIGN[frame]);
  const src = taken ?? url;
  return (
    <section className={`frame ${frame} ${active ? 'active' : ''} ${taken === null ? '' : 'mine'}`} aria-label={t(frame)}>
      <header>
        <h2>{t(frame)}</h2><span className="frame-who">{taken === null ? who : t('yours')}</span>
        {active && taken === null && <span className="frame-now">{t('now')}</span>}
        {taken === null ? <Button small icon="hand" title={t('hint')} onClick={take}>{t('takeOver')}</Button> : <a className="btn small" href={face} target="_blank" rel="noreferrer"><Icon name="link" />{t('openFace')}</a>}
      </header>
      {problem !== null && <p className="notice error" role="alert">{problem}</p>}
      <div className="bezel">
        <div ref={box} className="screen">
          {size.width === 0 ? <p className="screen-wait">{t('waiting')}</p> : (
            <iframe key={src} title={t(frame)} src={src} allow="geolocation; camera; microphone; clipboard-write" tabIndex={taken === null ? -1 : 0}
              style={{ width: size.width / scale, height: size.height / scale, transform: `scale(${scale})` }} />
          )}
          {taken === null && <button type="button" className="glass" tabIndex={-1} aria-hidden="true" title={t('hint')} onClick={take} />}
        </div>
      </div>
    </section>
  );
}
