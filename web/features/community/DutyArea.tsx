import { useQuery } from '@tanstack/react-query';
import { type ReactNode, Suspense, lazy, useMemo, useState } from 'react';
import { api } from '@shared/api';
import { type FirmView, community } from '@shared/api/community';
import { useLanguage, useTexts } from '@shared/i18n';
import { Button, Spinner, Trouble } from '@shared/parts';
import { circle } from './circle';
import { type Corner, type Drawn, type Way, groundOf, isArea, tapped, turned, undone } from './ground';
import { Choice, Text } from './parts';
import { OFFICE } from './texts';

const GroundMap = lazy(() => import('./GroundMap'));
const WAYS: readonly Way[] = ['draw', 'circle', 'cells'];
type Props = { drawn: Drawn; onChange: (next: Drawn) => void; firms: readonly FirmView[]; theme: 'light' | 'dark' };

/** A firm's duty area: drawn, or a circle, or cells from a list (by keyboard alone); with whose areas it shares. */
export function DutyArea({ drawn, onChange, firms, theme }: Props): ReactNode {
  const t = useTexts(OFFICE);
  const others = useMemo(() => firms.filter((f) => f.active).map(outline), [firms]);
  const sent = groundOf(drawn);
  const looked = useQuery({ queryKey: ['ground', sent], queryFn: () => community.lookAtGround({ ...sent, firm: 0 }), enabled: isArea(drawn), retry: false });
  const seen = looked.data;
  const onMap = drawn.way === 'cells' && seen !== undefined ? { ...drawn, corners: seen.polygon.map((p): Corner => [p[0] ?? 0, p[1] ?? 0]) } : drawn;
  return (
    <fieldset className="community-area stack">
      <legend>{t('f_area')}</legend>
      <div className="row wrap" role="radiogroup" aria-label={t('f_area')}>{WAYS.map((w) => <label key={w} className="community-way"><input type="radio" name="way" checked={drawn.way === w} onChange={() => onChange(turned(drawn, w))} />{t(`f_${w}`)}</label>)}</div>
      <p className="muted">{t(`f_${drawn.way}Hint`)}</p>
      {drawn.way === 'circle' && <Text label={t('f_radius')} inputMode="numeric" value={String(drawn.radius || '')} onChange={(v) => onChange({ ...drawn, radius: Number(v) || 0 })} />}
      {drawn.way === 'cells' && <Cells chosen={drawn.cells} onChange={(cells) => onChange({ ...drawn, cells })} />}
      <Suspense fallback={<Spinner />}><GroundMap drawn={onMap} others={others} onPick={(p) => onChange(tapped(drawn, p))} label={t('f_where')} theme={theme} /></Suspense>
      {drawn.way === 'draw' && <div className="row wrap"><span className="muted grow">{t('f_corners', { n: drawn.corners.length })}</span><Button small disabled={drawn.corners.length === 0} onClick={() => onChange(undone(drawn))}>{t('f_undo')}</Button><Button small disabled={drawn.corners.length === 0} onClick={() => onChange({ ...drawn, corners: [] })}>{t('f_clear')}</Button></div>}
      <div aria-live="polite">
        {looked.isError && <Trouble error={looked.error} />}
        {seen !== undefined && <p>{t('f_looked', { area: seen.area_name, n: seen.square_metres })}{seen.overlaps.length === 0 ? t('f_alone') : ''}</p>}
        {seen !== undefined && seen.overlaps.length > 0 && <ul className="community-overlaps">{seen.overlaps.map((o) => <li key={o.name}>{t('f_overlap', { name: o.name, p: o.percent })}</li>)}</ul>}
      </div>
    </fieldset>
  );
}

const outline = (f: FirmView): readonly Corner[] => (f.polygon.length > 0 ? f.polygon.map((p): Corner => [p[0] ?? 0, p[1] ?? 0]) : circle({ lng: f.lng, lat: f.lat }, f.radius));

/** Grid cells of one community, to tick: no map and no pointer needed. */
function Cells({ chosen, onChange }: { chosen: readonly string[]; onChange: (cells: string[]) => void }): ReactNode {
  const t = useTexts(OFFICE);
  const lang = useLanguage();
  const communities = useQuery({ queryKey: ['areas', 'community'], queryFn: () => api.areas('community'), staleTime: Infinity });
  const grids = useQuery({ queryKey: ['areas', 'grid'], queryFn: () => api.areas('grid'), staleTime: Infinity });
  const [within, setWithin] = useState('');
  if (communities.data === undefined || grids.data === undefined) return <Spinner />;
  const here = grids.data.filter((g) => g.parent === within);
  const sorted = [...communities.data].sort((a, b) => a.name.localeCompare(b.name, lang === 'zh' ? 'zh-CN' : 'en'));
  return (
    <>
      <Choice label={t('f_community')} value={within} onChange={(code) => { setWithin(code); onChange([]); }} empty={t('f_choose')} options={sorted.map((a) => [a.code, a.name] as const)} />
      {within !== '' && <div className="community-classes" role="group" aria-label={t('f_cells')}>{here.map((g) => <label key={g.code}><input type="checkbox" checked={chosen.includes(g.code)} onChange={(e) => onChange(e.target.checked ? [...chosen, g.code] : chosen.filter((c) => c !== g.code))} />{g.name}</label>)}</div>}
    </>
  );
}
