import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { api } from '@shared/api';
import { nameIn, useLanguage, useTexts } from '@shared/i18n';
import { cite } from '@shared/law';
import { CASES } from '../texts';

/** A violation of the region's book, found by words. */
export function ViolationPicker({ value, onChange, label, big = false }: { value: string; onChange: (id: string) => void; label?: string; big?: boolean }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const [words, setWords] = useState('');
  const [asked, setAsked] = useState('');
  useEffect(() => { const timer = setTimeout(() => setAsked(words), 250); return () => clearTimeout(timer); }, [words]);
  const found = useQuery({ queryKey: ['violations', asked], queryFn: () => api.violations({ q: asked }), staleTime: 60_000, placeholderData: (old) => old });
  const options = (found.data ?? []).map((v) => ({ value: v.id, label: nameIn(v, lang), article: v.article }));
  const known = options.some((o) => o.value === value);
  return (
    <Select showSearch={{ onSearch: setWords, filterOption: false }} allowClear placeholder={label ?? t('violation')} aria-label={label ?? t('violation')} size={big ? 'large' : 'middle'} className="office-select wide" loading={found.isFetching} options={value === '' || known ? options : [{ value, label: value, article: '' }, ...options]}
      optionRender={(o) => <span className="violation-option">{o.label}<small>{cite(o.data.article, lang)}</small></span>} value={value === '' ? null : value} onChange={(v: string | null) => onChange(v ?? '')} />
  );
}
