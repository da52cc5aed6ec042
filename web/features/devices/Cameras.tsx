import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { api, useCityNow, useSession, type CameraRow } from '@shared/api';
import { ago, lookUp, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Empty, Spinner, Trouble } from '@shared/parts';
import { sourceName } from './CameraPage';
import { Register } from './Register';
import { UpkeepList } from './Upkeep';
import { CAMERA_STATES, DEVICES, STATUSES, STATUS_COLOURS } from './texts';
import './devices.css';

/** Every camera of one's areas: which are blind, moved, late; the orders of upkeep; a new one. Filters live in the address. */
export function Cameras(): ReactNode {
  const t = useTexts(DEVICES);
  const lang = useLanguage();
  const go = useNavigate();
  const client = useQueryClient();
  const { city } = useSession();
  const [search, setSearch] = useSearchParams();
  const [adding, setAdding] = useState(false);
  const q = search.get('q') ?? '';
  const status = search.get('status') ?? '';
  const orders = search.get('tab') === 'upkeep';
  const set = (changes: Record<string, string>): void => setSearch((old) => {
    const next = new URLSearchParams(old);
    for (const [k, v] of Object.entries(changes)) { if (v === '') next.delete(k); else next.set(k, v); }
    return next;
  }, { replace: true });
  const query = useQuery({ queryKey: ['cameras', q, status], queryFn: () => api.cameras({ q, status }), refetchInterval: 10_000 });
  const counts = query.data?.counts ?? {};
  return (
    <div className="cameras stack">
      <div className="row wrap">
        <div className="camera-tabs" role="tablist"><button type="button" role="tab" aria-selected={!orders} onClick={() => set({ tab: '' })}>{t('list')}</button><button type="button" role="tab" aria-selected={orders} onClick={() => set({ tab: 'upkeep' })}>{t('upkeep')}</button></div>
        {!orders && <>
          <input className="input search" defaultValue={q} placeholder={t('search')} aria-label={t('search')} onChange={(e) => set({ q: e.target.value })} />
          {Object.entries(counts).map(([code, n]) => <Button key={code} small aria-pressed={status === code} look={status === code ? 'primary' : ''} onClick={() => set({ status: status === code ? '' : code })}>{lookUp(STATUSES, code, lang)} {n}</Button>)}
        </>}
        <span className="grow" />
        {query.data?.may_add === true && <Button small look="primary" icon="plus" onClick={() => setAdding(!adding)}>{t('add')}</Button>}
      </div>
      {adding && <section className="card"><Register centre={city.centre as [number, number]} onSaved={(made) => { void client.invalidateQueries({ queryKey: ['cameras'] }); void go(`/command/cameras/${made.row.code}`); }} /></section>}
      {orders ? <UpkeepList /> : query.isPending ? <Spinner /> : query.isError ? <Trouble error={query.error} retry={() => void query.refetch()} />
        : query.data.rows.length === 0 ? <Empty icon="camera" title={q !== '' || status !== '' ? t('noneFound') : t('none')}>{t('noneText')}</Empty>
          : <ul className="camera-list">{query.data.rows.map((row) => <Row key={row.code} row={row} open={() => void go(`/command/cameras/${row.code}`)} />)}</ul>}
    </div>
  );
}

function Row({ row, open }: { row: CameraRow; open: () => void }): ReactNode {
  const t = useTexts(DEVICES);
  const now = useCityNow();
  const lang = useLanguage();
  return (
    <li><button type="button" onClick={open}>
      <span className="grow"><strong>{row.name}</strong> <code>{row.code}</code><br /><span className="muted">{sourceName(row.source, lang)}{row.address !== '' && ` · ${row.address}`} · {row.zones > 0 ? t('zonesN', { n: row.zones }) : t('noZones')}</span></span>
      <span className="row wrap end">
        {row.upkeep > 0 && <Chip colour="red">{t('orders', { n: row.upkeep })}</Chip>}
        {row.lacks.length > 0 && <Chip colour="grey">{t('leadOnly')}</Chip>}
        {row.dense && <Chip colour="yellow">{t('dense')}</Chip>}
        {row.state === 'on' ? <Chip colour={STATUS_COLOURS[row.status] ?? 'grey'}>{lookUp(STATUSES, row.status, lang)}</Chip> : <Chip colour="grey">{lookUp(CAMERA_STATES, row.state, lang)}</Chip>}
        <span className="muted when">{row.seen_at === null ? '' : ago(row.seen_at, now, lang)}</span>
      </span>
    </button></li>
  );
}
