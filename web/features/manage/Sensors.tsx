import { useQuery } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { type ReactNode, useState } from 'react';
import { api, type KeptSensor } from '@shared/api';
import { lookUp, useLanguage, useTexts } from '@shared/i18n';
import { Chip } from '@shared/parts';
import { Bar, Choose, ChooseArea } from './Bar';
import { Listing } from './Listing';
import { SheetTools } from './SheetTools';
import { useFilters } from './filters';
import { useRowForm } from './RowForm';
import { GAUGES, GAUGE_KINDS, GAUGE_STATES, MANAGE } from './texts';

/** The register of sensors; `page` draws one of them. */
export function Sensors({ page }: { page: (code: string) => ReactNode }): ReactNode {
  const t = useTexts(MANAGE);
  const g = useTexts(GAUGES);
  const lang = useLanguage();
  const { filters, set, clear } = useFilters();
  const one = useRowForm('sensors');
  const [open, setOpen] = useState<string | null>(null);
  const query = useQuery({ queryKey: ['manage', 'sensors', filters], queryFn: () => api.keptSensors(filters), placeholderData: (old) => old });
  return (
    <>
      <SheetTools sheet="sensors" add={one.add} />
      <Bar filters={filters} set={set} clear={clear}><Choose name="kind" label={t('kind')} texts={GAUGE_KINDS} filters={filters} set={set} /><Choose name="status" label={t('state')} texts={GAUGE_STATES} filters={filters} set={set} /><ChooseArea filters={filters} set={set} /></Bar>
      <Listing<KeptSensor> query={query} rowKey={(s) => s.code} width={1080} emptyTitle={g('none')} emptyText={g('noneText')} columns={[
        { title: t('name'), render: (_, s) => <><strong>{s.name}</strong><div className="muted"><code>{s.code}</code> · {s.address}</div></> },
        { title: t('kind'), width: 130, render: (_, s) => <>{lookUp(GAUGE_KINDS, s.kind, lang)}{s.place !== '' && <div className="muted">{s.place}</div>}</> },
        { title: t('area'), dataIndex: 'area_name', width: 130 },
        { title: g('unitOf'), width: 170, render: (_, s) => <>{s.unit_of || '—'}{s.site !== '' && <div className="muted">{s.site}</div>}</> },
        { title: g('calibratedTo'), dataIndex: 'calibrated_to', width: 130, render: (v: string) => v || '—' },
        { title: t('state'), width: 120, render: (_, s) => <><Chip colour={s.status === 'good' ? 'green' : 'grey'}>{lookUp(GAUGE_STATES, s.status, lang)}</Chip>{s.own_limits && <div className="muted">{g('ownLimits')}</div>}</> },
        { title: '', width: 170, render: (_, s) => <div className="row tight"><Button size="small" autoInsertSpace={false} onClick={() => setOpen(s.code)}>{g('open')}</Button>{one.edit(s.code)}</div> },
      ]} />
      {one.form}
      <Drawer open={open !== null} size={640} title={g('page', { code: open ?? '' })} onClose={() => setOpen(null)} destroyOnHidden>{open !== null && page(open)}</Drawer>
    </>
  );
}
