import { type ReactNode, useId } from 'react';
import type { CaseFile, DataField } from '@shared/api';
import { lookUp, useLanguage, useTexts } from '@shared/i18n';
import { cite } from '@shared/law';
import { CASES, DATA } from '../texts';
import { useToday } from './hooks';
import type { Raw } from './stepForm';
import { choiceIn, yuan } from './words';

type Props = { fields: readonly DataField[]; raw: Raw; set: (name: string, value: string) => void; file: CaseFile };

/** What this step has to say, each field by its type; closed lists come from the law. */
export function DataFields({ fields, raw, set, file }: Props): ReactNode {
  return <div className="data-fields">{fields.filter((f) => f.type !== 'facts').map((field) => <One key={field.name} field={field} value={raw[field.name] ?? ''} set={(value) => set(field.name, value)} file={file} />)}</div>;
}

type OneProps = { field: DataField; value: string; set: (value: string) => void; file: CaseFile };

function One({ field, value, set, file }: OneProps): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const id = useId();
  const label = <>{lookUp(DATA, field.name, lang)}{field.required && <em>{t('needed')}</em>}</>;
  if (field.type === 'officers') return <fieldset className="data-field wide"><legend>{label} <small>{t('officersFirst')}</small></legend><Officers value={value} set={set} file={file} /></fieldset>;
  if (field.type === 'choices') return <fieldset className="data-field"><legend>{label}</legend><Several choices={field.choices} value={value} set={set} /></fieldset>;
  const { range } = file.assessment;
  return <div className={`data-field ${field.type === 'texts' ? 'wide' : ''}`}><label htmlFor={id}>{label}</label><Input id={id} field={field} value={value} set={set} />{field.name === 'amount' && range !== null && <small className="muted">{t('range')} {t('yuan', { n: `${yuan(range[0])}–${yuan(range[1])}` })}</small>}</div>;
}

function Input({ id, field, value, set }: Omit<OneProps, 'file'> & { id: string }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const common = { id, className: 'input', value, 'aria-required': field.required };
  const select = (options: readonly (readonly [string, string])[]): ReactNode => <select {...common} onChange={(e) => set(e.target.value)}><option value="">{t('choose')}</option>{options.map(([code, name]) => <option key={code} value={code}>{name}</option>)}</select>;
  if (field.type === 'flag') return select([['1', t('yes')], ['0', t('noAnswer')]]);
  if (field.choices.length > 0) return select(field.choices.map((code, n) => [code, field.labels[n] ?? choiceIn(code, lang)]));
  switch (field.type) {
    case 'money': return <input {...common} inputMode="decimal" placeholder={t('yuan', { n: '' }).trim()} onChange={(e) => set(e.target.value)} />;
    case 'moment': return <input {...common} type="datetime-local" onChange={(e) => set(e.target.value)} />;
    case 'number': return <input {...common} type="number" min={0} onChange={(e) => set(e.target.value)} />;
    case 'texts': case 'evidence': return <textarea {...common} rows={2} placeholder={t('listHint')} onChange={(e) => set(e.target.value)} />;
    default: return <><input {...common} placeholder={field.name === 'basis' ? t('basisHint') : undefined} onChange={(e) => set(e.target.value)} />{field.name === 'basis' && value !== '' && <small className="muted">{cite(value.trim(), lang)}</small>}</>;
  }
}

function Several({ choices, value, set }: { choices: readonly string[]; value: string; set: (value: string) => void }): ReactNode {
  const lang = useLanguage();
  const chosen = value.split('、').filter((x) => x !== '');
  return <div className="row wrap">{choices.map((code) => <label key={code} className="tick"><input type="checkbox" checked={chosen.includes(code)} onChange={(e) => set((e.target.checked ? [...chosen, code] : chosen.filter((x) => x !== code)).join('、'))} /> {choiceIn(code, lang)}</label>)}</div>;
}

/** Officers in their order; whose certificate has run out cannot be chosen, and says so. */
function Officers({ value, set, file }: { value: string; set: (value: string) => void; file: CaseFile }): ReactNode {
  const t = useTexts(CASES);
  const today = useToday();
  const chosen = value.split(',').filter((x) => x !== '');
  const known = file.colleagues.length > 0 ? file.colleagues : file.officers;
  const put = (member: string, on: boolean): void => set((on ? [...chosen, member] : chosen.filter((x) => x !== member)).join(','));
  return (
    <ul className="officer-list">{known.map((o) => {
      const member = String(o.member);
      const valid = o.certificate_to !== null && o.certificate_to >= today;
      const place = chosen.indexOf(member);
      return <li key={member}><label className="tick"><input type="checkbox" disabled={!valid} checked={place >= 0} onChange={(e) => put(member, e.target.checked)} /> {o.name} <span className="muted">{valid ? o.certificate : t('certInvalid')}</span>{place === 0 && <b>{t('inCharge')}</b>}</label></li>;
    })}{known.length === 0 && <li className="muted">{t('noOfficers')}</li>}</ul>
  );
}
