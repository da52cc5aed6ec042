import { useQuery } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { api, type ConditionRow, type Duty, type ManagedCrew, type Unit } from '@shared/api';
import { CREW_STATES, lookUp, nameIn, said, useLanguage, useTexts } from '@shared/i18n';
import { Chip, Icon } from '@shared/parts';
import { Bar, Choose, ChooseArea, ChooseFrom } from './Bar';
import { Listing } from './Listing';
import { SheetTools } from './SheetTools';
import { useFilters } from './filters';
import { useRowForm } from './RowForm';
import { CREW_KINDS, MANAGE, MEMBER_KINDS, MODES, ROW, UNIT_KINDS } from './texts';

const useMatters = (): ReadonlyMap<string, string> => {
  const lang = useLanguage();
  const matters = useQuery({ queryKey: ['matters'], queryFn: api.matters, staleTime: Infinity });
  return new Map((matters.data ?? []).flatMap((m) => [[m.code, nameIn(m, lang)], [m.klass, lang === 'zh' ? m.class_name : m.class_name_en]] as const));
};

type Filtering = Pick<ReturnType<typeof useFilters>, 'filters' | 'set'>;

function Ended({ filters, set }: Filtering): ReactNode {
  const t = useTexts(ROW);
  return <label className="tick"><input type="checkbox" checked={filters['ended'] === 'true'} onChange={(e) => set('ended', e.target.checked ? 'true' : '')} /> {t('showEnded')}</label>;
}

export function Units(): ReactNode {
  const t = useTexts(MANAGE);
  const lang = useLanguage();
  const { filters, set, clear } = useFilters();
  const one = useRowForm('organisations');
  const query = useQuery({ queryKey: ['manage', 'units', filters], queryFn: () => api.units(filters), placeholderData: (old) => old });
  return (
    <>
      <SheetTools sheet="organisations" add={one.add} />
      <Bar filters={filters} set={set} clear={clear}><Choose name="kind" label={t('kind')} texts={UNIT_KINDS} filters={filters} set={set} /><ChooseArea filters={filters} set={set} /><Ended filters={filters} set={set} /></Bar>
      <Listing<Unit> query={query} rowKey={(u) => String(u.id)} width={980} emptyTitle={t('noUnits')} emptyText={t('noUnitsText')} columns={[
        { title: t('name'), render: (_, u) => <strong>{u.name}</strong> },
        { title: t('kind'), width: 130, render: (_, u) => lookUp(UNIT_KINDS, u.kind, lang) },
        { title: t('parent'), dataIndex: 'parent', render: (v: string) => v || '—' },
        { title: t('area'), dataIndex: 'area_name', width: 150 },
        { title: t('hasPhones'), width: 130, render: (_, u) => (u.has_phones ? t('yes') : <Chip colour="grey"><Icon name="link" />{t('link')}</Chip>) },
        { title: t('frontage'), dataIndex: 'frontage', render: (v: string) => v || '—' },
        { title: '', width: 90, render: (_, u) => one.edit(u.name) },
      ]} />
      {one.form}
    </>
  );
}

export function Crews(): ReactNode {
  const t = useTexts(MANAGE);
  const row = useTexts(ROW);
  const lang = useLanguage();
  const { filters, set, clear } = useFilters();
  const one = useRowForm('crews');
  const query = useQuery({ queryKey: ['manage', 'crews', filters], queryFn: () => api.managedCrews(filters), placeholderData: (old) => old });
  const papers = (c: ManagedCrew): ReactNode => {
    if (!c.active) return <Chip colour="grey">{row('ended_crews')}</Chip>;
    if (c.members.length === 0) return <Chip colour="red">{t('noMembers')}</Chip>;
    if (c.kind !== 'patrol') return null;
    return <Chip colour={c.certified >= 2 ? 'green' : 'yellow'}>{t(c.certified >= 2 ? 'certified' : 'tooFew', { n: c.certified })}</Chip>;
  };
  return (
    <>
      <SheetTools sheet="crews" add={one.add} />
      <Bar filters={filters} set={set} clear={clear}><Choose name="kind" label={t('kind')} texts={CREW_KINDS} filters={filters} set={set} /><ChooseArea filters={filters} set={set} />
        <ChooseFrom name="state" label={t('state')} filters={filters} set={set} options={(['on', 'break', 'off'] as const).map((s) => ({ value: s, label: lookUp(CREW_STATES, s, lang) }))} /><Ended filters={filters} set={set} /></Bar>
      <Listing<ManagedCrew> query={query} rowKey={(c) => String(c.id)} width={1090} emptyTitle={t('noCrews')} emptyText={t('noCrewsText')} columns={[
        { title: t('crew'), width: 190, render: (_, c) => <><strong>{c.name}</strong><div className="muted">{lookUp(CREW_KINDS, c.kind, lang)} · {c.organisation}</div></> },
        { title: t('members'), render: (_, c) => <><div className="row wrap tight">{c.members.map((m) => <span key={m.number || m.name} className="person">{m.kind === 'officer' && <i className={`dot lamp-${m.lamp}`} title={t(m.lamp as 'red')} />}{m.name} <span className="muted">{lookUp(MEMBER_KINDS, m.kind, lang)}</span></span>)}</div>{papers(c)}</> },
        { title: t('vehicle'), width: 150, render: (_, c) => <>{lookUp(MODES, c.mode, lang)} <span className="muted">{c.plate}</span></> },
        { title: t('area'), dataIndex: 'area_name', width: 140 },
        { title: t('today'), width: 190, render: (_, c) => <>{c.today || <span className="muted">{t('noShift')}</span>}{c.duty !== '' && <div className="muted">{said(c, 'duty', lang)}</div>}</> },
        { title: t('state'), width: 110, render: (_, c) => <Chip colour={c.state === 'on' ? 'green' : 'grey'}>{lookUp(CREW_STATES, c.state, lang)}</Chip> },
        { title: '', width: 90, render: (_, c) => one.edit(c.name) },
      ]} />
      {one.form}
    </>
  );
}

export function Duties(): ReactNode {
  const t = useTexts(MANAGE);
  const lang = useLanguage();
  const names = useMatters();
  const { filters, set, clear } = useFilters();
  const query = useQuery({ queryKey: ['manage', 'duties', filters], queryFn: () => api.duties(filters), placeholderData: (old) => old });
  const nobody = query.data?.nobody ?? [];
  return (
    <>
      <SheetTools sheet="responsibilities" />
      {nobody.length > 0 && <p className="notice warn">{t('nobody', { names: nobody.join(lang === 'zh' ? '、' : ', ') })}</p>}
      <Bar filters={filters} set={set} clear={clear}><ChooseArea filters={filters} set={set} /></Bar>
      <Listing<Duty> query={query} rowKey={(d) => `${d.matter}×${d.area}`} width={640} emptyTitle={t('noDuties')} emptyText={t('noDutiesText')} columns={[
        { title: t('area'), width: 180, render: (_, d) => (d.area === '' ? t('wholeCity') : d.area_name) },
        { title: t('matter'), render: (_, d) => (d.matter === '' ? t('allMatters') : <><code>{d.matter}</code> {names.get(d.matter) ?? d.matter_name}</>) },
        { title: t('unit'), dataIndex: 'organisation', render: (v: string) => <strong>{v}</strong> },
      ]} />
    </>
  );
}

export function ConditionSheet(): ReactNode {
  const t = useTexts(MANAGE);
  const lang = useLanguage();
  const names = useMatters();
  const { filters, set, clear } = useFilters();
  const matters = useQuery({ queryKey: ['matters'], queryFn: api.matters, staleTime: Infinity });
  const classes = [...new Map((matters.data ?? []).map((m) => [m.klass, lang === 'zh' ? m.class_name : m.class_name_en]))].map(([value, name]) => ({ value, label: `${value} ${name}` }));
  const query = useQuery({ queryKey: ['manage', 'conditions', filters], queryFn: () => api.conditionSheet(filters), placeholderData: (old) => old });
  return (
    <>
      <SheetTools sheet="conditions" />
      <Bar filters={filters} set={set} clear={clear}><ChooseFrom name="klass" label={t('class')} options={classes} filters={filters} set={set} /></Bar>
      <Listing<ConditionRow> query={query} rowKey={(c) => String(c.id)} width={1000} emptyTitle={t('noConditions')} emptyText={t('noConditionsText')} columns={[
        { title: t('matter'), width: 200, render: (_, c) => <><code>{c.matter}</code> {names.get(c.matter) ?? c.matter_name}</> },
        { title: t('fileIf'), dataIndex: 'file_if' }, { title: t('closeIf'), dataIndex: 'close_if' },
        { title: t('limit'), dataIndex: 'limit_text', width: 120 },
        { title: t('unit'), dataIndex: 'handled_by', width: 160, render: (v: string) => v || '—' },
      ]} />
    </>
  );
}
