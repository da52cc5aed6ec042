import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Segmented } from 'antd';
import { type ReactNode, useState } from 'react';
import { api, type LaneFigures, type LaneRow } from '@shared/api';
import { nameIn, percent, useLanguage, useTexts } from '@shared/i18n';
import { Chip, Icon, Trouble } from '@shared/parts';
import { Bar, ChooseArea } from './Bar';
import { History } from './History';
import { Listing } from './Listing';
import { useFilters } from './filters';
import { MANAGE } from './texts';

type Own = 'open' | 'closed' | 'inherit';
const own = (row: LaneRow): Own => (row.own === null ? 'inherit' : row.own ? 'open' : 'closed');
const number = (value: number | null): string => (value === null ? '—' : value.toFixed(value < 10 ? 1 : 0));
const share = (value: number | null): string => (value === null ? '—' : percent(value));

/** Per matter: is the fast lane open here, and both lanes' figures side by side. */
export function FastLane(): ReactNode {
  const t = useTexts(MANAGE);
  const lang = useLanguage();
  const client = useQueryClient();
  const { filters, set, clear } = useFilters();
  const [error, setError] = useState<unknown>(null);
  const [past, setPast] = useState(false);
  const query = useQuery({ queryKey: ['manage', 'lanes', filters], queryFn: () => api.lanesCompared(filters), placeholderData: (old) => old });
  const area = query.data?.area ?? filters['area'] ?? '';
  const choose = (codes: string[], value: Own): void => {
    setError(null);
    api.setLane({ codes, open: value === 'inherit' ? null : value === 'open', area }).then(() => client.invalidateQueries({ queryKey: ['manage'] }), setError);
  };
  const pair = (pick: (f: LaneFigures) => string) => (_: unknown, row: LaneRow): ReactNode => <div className="pair"><span>{pick(row.fast)}</span><span>{pick(row.slow)}</span></div>;
  return (
    <>
      <p className="muted measure">{t('laneHint', { n: query.data?.days ?? 30 })}</p>
      <Bar filters={filters} set={set} clear={clear}><ChooseArea filters={filters} set={set} /></Bar>
      <div className="row wrap"><strong>{t('allHere')}（{query.data?.area_name}）</strong><Button onClick={() => choose(['*'], 'open')}>{t('openLane')}</Button><Button onClick={() => choose(['*'], 'closed')}>{t('closeLane')}</Button><Button icon={<Icon name="clock" />} onClick={() => setPast(true)}>{t('history')}</Button></div>
      {error !== null && <Trouble error={error} />}
      <Listing<LaneRow> query={query} rowKey={(r) => r.matter} width={1100} emptyTitle={t('noMatters')} emptyText={t('noMattersText')} columns={[
        { title: t('matter'), render: (_, r) => <><strong>{nameIn(r, lang)}</strong><div className="muted"><code>{r.matter}</code> {lang === 'zh' ? r.class_name : r.class_name_en}</div></> },
        { title: t('isOpen'), width: 250, render: (_, r) => <div className="stack tight"><Segmented<Own> size="small" value={own(r)} aria-label={nameIn(r, lang)} onChange={(v) => choose([r.matter], v)} options={[{ value: 'inherit', label: t('inherit') }, { value: 'open', label: t('openLane') }, { value: 'closed', label: t('closeLane') }]} />{r.own === null && <span className="muted">{t(r.open ? 'openLane' : 'closeLane')}</span>}</div> },
        { title: '', width: 56, render: () => <div className="pair"><Chip>{t('fast')}</Chip><Chip colour="grey">{t('slow')}</Chip></div> },
        { title: t('tickets'), width: 76, align: 'right', render: pair((f) => String(f.tickets)) },
        { title: t('toDispatch'), width: 110, align: 'right', render: pair((f) => number(f.to_dispatch)) },
        { title: t('toSpot'), width: 110, align: 'right', render: pair((f) => number(f.to_spot)) },
        { title: t('toClose'), width: 110, align: 'right', render: pair((f) => number(f.to_close)) },
        { title: t('onTime'), width: 80, align: 'right', render: pair((f) => share(f.on_time)) },
        { title: t('rework'), width: 76, align: 'right', render: pair((f) => share(f.rework)) },
        { title: t('returned'), width: 84, align: 'right', render: pair((f) => share(f.returned)) },
      ]} />
      <Drawer open={past} size={560} title={t('history')} onClose={() => setPast(false)} destroyOnHidden><History sheet="fast_lane" /></Drawer>
    </>
  );
}
