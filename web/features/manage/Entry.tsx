import { useQuery } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { api } from '@shared/api';
import { type Texts, useLanguage, useTexts } from '@shared/i18n';
import { Icon } from '@shared/parts';
import { type Entry as Said, ROLE_TITLES, namesIn, rolesCell, rolesIn } from './rows';
import { MANAGE, ROW } from './texts';

type Option = { value: string; label: string };
type Part = { id: string; value: string; set: (value: string) => void; invalid: boolean; said: string };

/** One field of a row: its label, how it is filled in, and what is wrong with it. */
export function Entry({ entry, label, value, set, wrong, fixed }: { entry: Said; label: string; value: string; set: (value: string) => void; wrong: string; fixed: boolean }): ReactNode {
  const id = useId();
  const t = useTexts(ROW);
  const part: Part = { id, value, set, invalid: wrong !== '', said: `${id}-said` };
  return (
    <div className="field">
      {entry.kind === 'roles' ? <span className="label" id={id}>{label}</span> : <label className="label" htmlFor={id}>{label}{entry.needed === true && !fixed && <span className="muted"> · {t('needed')}</span>}</label>}
      <Filling entry={entry} part={part} fixed={fixed} />
      <div id={part.said}>{wrong !== '' ? <p className="wrong" role="alert">{wrong}</p> : fixed ? <p className="muted">{t('fixed')}</p> : entry.kind === 'hours' ? <p className="muted">{t('hoursHint')}</p> : null}</div>
    </div>
  );
}

const status = (part: Part): { status?: 'error' } => (part.invalid ? { status: 'error' } : {});
const told = (part: Part): { 'aria-invalid': boolean; 'aria-describedby': string } => ({ 'aria-invalid': part.invalid, 'aria-describedby': part.said });

function Filling({ entry, part, fixed }: { entry: Said; part: Part; fixed: boolean }): ReactNode {
  switch (entry.kind) {
    case 'choice': return <Choice part={part} texts={entry.texts ?? {}} />;
    case 'codes': return <Codes part={part} texts={entry.texts ?? {}} />;
    case 'yes': return <YesNo part={part} />;
    case 'area': return <Area part={part} />;
    case 'unit': return <UnitName part={part} clear={entry.needed !== true} />;
    case 'members': return <Members part={part} />;
    case 'roles': return <Roles part={part} />;
    case 'day': return <Input id={part.id} type="date" value={part.value} onChange={(e) => part.set(e.target.value)} {...status(part)} {...told(part)} />;
    default: return <Input id={part.id} value={part.value} disabled={fixed} onChange={(e) => part.set(e.target.value)} {...status(part)} {...told(part)} {...(entry.most === undefined ? {} : { maxLength: entry.most })} />;
  }
}

/** The sheet's own word is the value; the label is in the reader's language. */
function useOptions(texts: Texts): Option[] {
  const lang = useLanguage();
  return Object.values(texts).map((pair) => ({ value: pair[0], label: pair[lang === 'zh' ? 0 : 1] }));
}

function Choice({ part, texts }: { part: Part; texts: Texts }): ReactNode {
  return <Select id={part.id} value={part.value === '' ? null : part.value} options={useOptions(texts)} onChange={(v: string | null) => part.set(v ?? '')} {...status(part)} {...told(part)} />;
}

/** The code is the value, its name the label. */
function Codes({ part, texts }: { part: Part; texts: Texts }): ReactNode {
  const lang = useLanguage();
  const options = Object.entries(texts).map(([value, pair]) => ({ value, label: pair[lang === 'zh' ? 0 : 1] }));
  return <Select id={part.id} allowClear value={part.value === '' ? null : part.value} options={options} onChange={(v: string | null) => part.set(v ?? '')} {...status(part)} {...told(part)} />;
}

function YesNo({ part }: { part: Part }): ReactNode {
  const t = useTexts(MANAGE);
  return <Select id={part.id} value={part.value} options={[{ value: '是', label: t('yes') }, { value: '否', label: t('no') }]} onChange={part.set} {...status(part)} {...told(part)} />;
}

function useAreas(): Option[] {
  const t = useTexts(MANAGE);
  const districts = useQuery({ queryKey: ['areas', 'district'], queryFn: () => api.areas('district'), staleTime: Infinity });
  const streets = useQuery({ queryKey: ['areas', 'street'], queryFn: () => api.areas('street'), staleTime: Infinity });
  const names = new Map((districts.data ?? []).map((a) => [a.code, a.name]));
  return [
    { value: '', label: t('wholeCity') }, ...(districts.data ?? []).map((a) => ({ value: a.code, label: a.name })),
    ...(streets.data ?? []).map((a) => ({ value: a.code, label: `${names.get(a.code.slice(0, 6)) ?? ''} ${a.name}`.trim() })),
  ];
}

function Area({ part }: { part: Part }): ReactNode {
  return <Select id={part.id} showSearch={{ optionFilterProp: 'label' }} value={part.value} options={useAreas()} onChange={part.set} {...status(part)} {...told(part)} />;
}

function UnitName({ part, clear }: { part: Part; clear: boolean }): ReactNode {
  const [q, setQ] = useState('');
  const found = useQuery({ queryKey: ['manage', 'units', { q }], queryFn: () => api.units({ q }), placeholderData: (old) => old });
  const options = (found.data?.rows ?? []).slice(0, 50).map((u) => ({ value: u.name, label: u.name }));
  return <Select id={part.id} allowClear={clear} showSearch={{ filterOption: false, onSearch: setQ }} value={part.value === '' ? null : part.value} options={options} onChange={(v: string | null) => part.set(v ?? '')} {...status(part)} {...told(part)} />;
}

function Members({ part }: { part: Part }): ReactNode {
  const t = useTexts(ROW);
  const [q, setQ] = useState('');
  const found = useQuery({ queryKey: ['manage', 'staff', { q }], queryFn: () => api.staff({ q }), placeholderData: (old) => old });
  const options = (found.data?.rows ?? []).filter((p) => p.number !== '').slice(0, 50).map((p) => ({ value: p.number, label: `${p.number} ${p.name}` }));
  return <Select id={part.id} mode="multiple" showSearch={{ filterOption: false, onSearch: setQ }} placeholder={t('findMembers')} value={namesIn(part.value)} options={options} onChange={(v: string[]) => part.set(v.join('、'))} {...status(part)} {...told(part)} />;
}

function Roles({ part }: { part: Part }): ReactNode {
  const t = useTexts(ROW);
  const titles = useOptions(ROLE_TITLES);
  const areas = useAreas();
  const [roles, setRoles] = useState(() => rolesIn(part.value));
  const change = (next: typeof roles): void => { setRoles(next); part.set(rolesCell(next)); };
  const put = (i: number, more: Partial<(typeof roles)[number]>): void => change(roles.map((r, at) => (at === i ? { ...r, ...more } : r)));
  return (
    <div className="stack tight roles" role="group" aria-labelledby={part.id} aria-describedby={part.said}>
      {roles.map((role, i) => (
        <div key={i} className="row role">
          <Select className="grow" aria-label={t('role', { n: i + 1 })} value={role.title === '' ? null : role.title} options={titles} onChange={(v: string | null) => put(i, { title: v ?? '' })} {...status(part)} />
          <Select className="grow" aria-label={t('roleArea', { n: i + 1 })} showSearch={{ optionFilterProp: 'label' }} value={role.area} options={areas} onChange={(v: string) => put(i, { area: v })} {...status(part)} />
          <Button aria-label={t('dropRole', { n: i + 1 })} icon={<Icon name="close" />} onClick={() => change(roles.filter((_, at) => at !== i))} />
        </div>
      ))}
      <Button size="small" icon={<Icon name="plus" />} onClick={() => change([...roles, { title: '', area: roles[0]?.area ?? '' }])}>{t('addRole')}</Button>
    </div>
  );
}
