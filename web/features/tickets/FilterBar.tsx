import { useQuery } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import type { ReactNode } from 'react';
import { api } from '@shared/api';
import { LAMPS, SOURCES, STATES, type Texts, nameIn, useLanguage, useTexts } from '@shared/i18n';
import type { FilterName, Filters } from './filters';
import { TICKETS } from './texts';

type Option = { value: string; label: string };

export function FilterBar({ filters, onFilters }: { filters: Filters; onFilters: (next: Filters) => void }): ReactNode {
  const t = useTexts(TICKETS);
  const lang = useLanguage();
  const streets = useQuery({ queryKey: ['areas', 'street'], queryFn: () => api.areas('street'), staleTime: Infinity });
  const matters = useQuery({ queryKey: ['matters'], queryFn: api.matters, staleTime: Infinity });
  const set = (name: FilterName, value: string): void => onFilters({ ...filters, [name]: value });
  const options = (texts: Texts): Option[] => Object.entries(texts).map(([value, pair]) => ({ value, label: pair[lang === 'zh' ? 0 : 1] }));
  const many = (name: FilterName, label: string, list: Option[]): ReactNode => (
    <Select mode="multiple" allowClear showSearch={{ optionFilterProp: 'label' }} maxTagCount={1} placeholder={label} aria-label={label} options={list} style={{ minWidth: 150 }}
      value={filters[name]?.split(',') ?? []} onChange={(v: string[]) => set(name, v.join(','))} />
  );
  const one = (name: FilterName, label: string, list: Option[]): ReactNode => (
    <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={label} aria-label={label} options={list} style={{ minWidth: 150 }} value={filters[name] ?? null} onChange={(v: string | null) => set(name, v ?? '')} />
  );
  return (
    <div className="filter-bar">
      <Input.Search key={filters.q ?? ''} allowClear defaultValue={filters.q} placeholder={t('search')} aria-label={t('search')} style={{ width: 260 }} onSearch={(v) => set('q', v)} />
      {many('state', t('state'), options(STATES))}
      {one('lamp', t('lamp'), options(LAMPS))}
      {one('matter', t('matter'), (matters.data ?? []).map((m) => ({ value: m.code, label: nameIn(m, lang) })))}
      {one('area', t('street'), (streets.data ?? []).map((a) => ({ value: a.code, label: a.name })))}
      {one('source', t('source'), options(SOURCES))}
      <label>{t('from')} <input type="date" className="date" value={filters.from ?? ''} onChange={(e) => set('from', e.target.value)} /></label>
      <label>{t('to')} <input type="date" className="date" value={filters.to ?? ''} onChange={(e) => set('to', e.target.value)} /></label>
      {Object.keys(filters).length > 0 && <Button type="link" onClick={() => onFilters({})}>{t('clear')}</Button>}
    </div>
  );
}
