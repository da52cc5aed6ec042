import { type ReactNode, useId } from 'react';
import type { PaperField } from '@shared/api';
import { type Say, nameIn, useLanguage, useTexts } from '@shared/i18n';
import { Button } from '@shared/parts';
import { PARTS_OF, type Part, ROWS_OF, fenOf, listOf, localOf, momentOf, rowsOf, yuanOf } from './fields';
import type { Person } from './signatures';
import { PAPER_FORM } from './texts';

type Row = Readonly<Record<string, unknown>>;
type Set = (value: unknown) => void;
type Props = { field: PaperField; value: unknown; officers: readonly Person[]; missing: boolean; wrong: readonly string[]; onChange: Set };

/** One field of a paper: its words, its input by type, and what is wrong with it. */
export function FieldInput({ field, value, officers, missing, wrong, onChange }: Props): ReactNode {
  const t = useTexts(PAPER_FORM);
  const lang = useLanguage();
  const id = useId();
  const bad = wrong.length > 0;
  const composite = field.type in PARTS_OF || field.type in ROWS_OF;
  const label = <>{nameIn(field, lang)}{field.needed && <em>{missing ? t('missing') : t('needed')}</em>}</>;
  const inside = composite ? <Composite field={field} value={value} officers={officers} onChange={onChange} /> : <Plain id={id} field={field} value={value} bad={bad || missing} onChange={onChange} />;
  const told = wrong.map((w) => <p key={w} className="paper-wrong" role="alert">{w}</p>);
  return composite
    ? <fieldset className={`paper-field ${missing ? 'missing' : ''}`}><legend>{label}</legend>{inside}{told}</fieldset>
    : <div className={`paper-field ${missing ? 'missing' : ''}`}><label htmlFor={id}>{label}</label>{inside}{told}</div>;
}

function Plain({ id, field, value, bad, onChange }: { id: string; field: PaperField; value: unknown; bad: boolean; onChange: Set }): ReactNode {
  const t = useTexts(PAPER_FORM);
  const lang = useLanguage();
  const common = { id, className: 'input', 'aria-invalid': bad, 'aria-required': field.needed };
  switch (field.type) {
    case 'long': return <textarea {...common} rows={Math.min(12, 3 + Math.floor(String(value ?? '').length / 60))} value={String(value ?? '')} onChange={(e) => onChange(e.target.value)} />;
    case 'day': return <input {...common} type="date" value={String(value ?? '')} onChange={(e) => onChange(e.target.value)} />;
    case 'moment': return <input {...common} type="datetime-local" value={localOf(value)} onChange={(e) => onChange(momentOf(e.target.value))} />;
    case 'money': return <Money {...common} fen={value} onChange={onChange} />;
    case 'number': return <input {...common} type="number" min={0} value={String(value ?? '')} onChange={(e) => onChange(e.target.value === '' ? null : Number(e.target.value))} />;
    case 'flag': return <select {...common} value={value === true ? '1' : value === false ? '0' : ''} onChange={(e) => onChange(e.target.value === '' ? null : e.target.value === '1')}><option value="">{t('choose')}</option><option value="1">{t('yes')}</option><option value="0">{t('no')}</option></select>;
    case 'choice': return <select {...common} value={String(value ?? '')} onChange={(e) => onChange(e.target.value)}><option value="">{t('choose')}</option>{field.choices.map((c) => <option key={c.code} value={c.code}>{lang === 'zh' ? c.name : c.code.replaceAll('_', ' ')}</option>)}</select>;
    case 'names': case 'articles': return <Lines {...common} hint={t('perLine')} value={value} onChange={onChange} />;
    default: return <input {...common} value={String(value ?? '')} onChange={(e) => onChange(e.target.value)} />;
  }
}

type Inputs = { id?: string; className: string; 'aria-invalid'?: boolean; 'aria-label'?: string };

/** Yuan in the field, fen in the paper; half-typed amounts stay on the screen and are not sent. */
function Money({ fen, onChange, ...common }: Inputs & { fen: unknown; onChange: Set }): ReactNode {
  const t = useTexts(PAPER_FORM);
  return <span className="paper-money"><input {...common} key={typeof fen === 'number' ? undefined : 'empty'} inputMode="decimal" defaultValue={yuanOf(fen)} onChange={(e) => onChange(fenOf(e.target.value))} /><span>{t('yuan')}</span></span>;
}

function Lines({ value, hint, onChange, ...common }: Inputs & { value: unknown; hint: string; onChange: Set }): ReactNode {
  const lines = Array.isArray(value) ? value.join('\n') : '';
  return <textarea {...common} rows={3} placeholder={hint} defaultValue={lines} onBlur={(e) => onChange(listOf(e.target.value))} />;
}

const labelled = (t: Say<typeof PAPER_FORM>, part: Part): string => `${t(part.label)}${part.needed === true ? ' *' : ''}`;

function Composite({ field, value, officers, onChange }: { field: PaperField; value: unknown; officers: readonly Person[]; onChange: Set }): ReactNode {
  const t = useTexts(PAPER_FORM);
  const one = PARTS_OF[field.type];
  if (one !== undefined) return <div className="paper-parts">{one.map((part) => <PartInput key={part.id} part={part} row={(value ?? {}) as Row} onChange={onChange} />)}</div>;
  const parts = rowsOf(field);
  const rows = Array.isArray(value) ? (value as Row[]) : [];
  const put = (n: number, row: unknown): void => onChange(rows.map((old, i) => (i === n ? row : old)));
  return (
    <div className="stack tight">
      {rows.map((row, n) => (
        <div key={n} className="paper-row">
          <div className="paper-parts">{parts.map((part) => <PartInput key={part.id} part={part} row={row} onChange={(next) => put(n, next)} />)}</div>
          <Button small look="quiet" icon="close" aria-label={`${t('remove')} ${n + 1}`} onClick={() => onChange(rows.filter((_, i) => i !== n))} />
        </div>
      ))}
      <div className="row wrap"><Button small icon="plus" onClick={() => onChange([...rows, {}])}>{t('add')}</Button>{field.type === 'officers' && officers.length > 0 && <PickOfficer officers={officers.filter((o) => !rows.some((r) => r['certificate'] === o.certificate))} add={(o) => onChange([...rows, { ...o }])} />}</div>
    </div>
  );
}

function PartInput({ part, row, onChange }: { part: Part; row: Row; onChange: Set }): ReactNode {
  const t = useTexts(PAPER_FORM);
  const set = (value: unknown): void => onChange({ ...row, [part.id]: value });
  const value = row[part.id];
  const common = { className: 'input', 'aria-label': t(part.label) };
  const input = part.kind === 'choice' ? <select {...common} value={String(value ?? '')} onChange={(e) => set(e.target.value)}><option value="">{t('choose')}</option>{part.choices?.map((c) => <option key={c.code} value={c.code}>{t(c.label)}</option>)}</select>
    : part.kind === 'money' ? <Money {...common} fen={value} onChange={set} />
    : part.kind === 'long' ? <textarea {...common} rows={2} value={String(value ?? '')} onChange={(e) => set(e.target.value)} />
    : <input {...common} type={part.kind === 'day' ? 'date' : 'text'} value={String(value ?? '')} onChange={(e) => set(e.target.value)} />;
  return <label className={`paper-part ${part.kind === 'long' ? 'whole' : ''}`}><span>{labelled(t, part)}</span>{input}</label>;
}

/** Nobody types a certificate's number that we know. */
function PickOfficer({ officers, add }: { officers: readonly Person[]; add: (officer: Person) => void }): ReactNode {
  const t = useTexts(PAPER_FORM);
  return <select className="input pick-officer" aria-label={t('pickOfficer')} value="" onChange={(e) => { const found = officers.find((o) => o.certificate === e.target.value); if (found !== undefined) add({ name: found.name, certificate: found.certificate }); }}><option value="">{t('pickOfficer')}</option>{officers.map((o) => <option key={o.certificate} value={o.certificate}>{o.name} {o.certificate}</option>)}</select>;
}
