import { useQuery } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import type { ReactNode } from 'react';
import { api } from '@shared/api';
import { type Texts, useLanguage, useTexts } from '@shared/i18n';
import type { Filters } from './filters';
import { MANAGE } from './texts';

type Option = { value: string; label: string };
type Props = { filters: Filters; set: (name: string, value: string) => void; clear: () => void; children?: ReactNode };

/** Search words and what else a list can be narrowed by. */
export function Bar({ filters, set, clear, children }: Props): ReactNode {
  const t = useTexts(MANAGE);
  return (
    <div className="manage-bar" role="search">
      <Input.Search key={filters['q'] ?? ''} allowClear defaultValue={filters['q'] ?? ''} placeholder={t('search')} aria-label={t('search')} onSearch={(v) => set('q', v)} className="manage-search" />
      {children}
      {Object.keys(filters).length > 0 && <Button type="link" onClick={clear}>{t('clear')}</Button>}
    </div>
  );
}

export function Choose({ name, label, texts, filters, set }: { name: string; label: string; texts: Texts; filters: Filters; set: Props['set'] }): ReactNode {
  const lang = useLanguage();
  const options = Object.entries(texts).map(([value, pair]) => ({ value, label: pair[lang === 'zh' ? 0 : 1] }));
  return <ChooseFrom name={name} label={label} options={options} filters={filters} set={set} />;
}

export function ChooseFrom({ name, label, options, filters, set }: { name: string; label: string; options: Option[]; filters: Filters; set: Props['set'] }): ReactNode {
  return <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={label} aria-label={label} options={options} className="manage-select" value={filters[name] ?? null} onChange={(v: string | null) => set(name, v ?? '')} />;
}

export function ChooseArea({ filters, set }: { filters: Filters; set: Props['set'] }): ReactNode {
  const t = useTexts(MANAGE);
  const districts = useQuery({ queryKey: ['areas', 'district'], queryFn: () => api.areas('district'), staleTime: Infinity });
  return <ChooseFrom name="area" label={t('area')} filters={filters} set={set} options={(districts.data ?? []).map((a) => ({ value: a.code, label: a.name }))} />;
}
