import { type ReactNode, useMemo } from 'react';
import type { PaperKind } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { FieldInput } from './FieldInput';
import { type Values, isGiven, sorted } from './fields';
import type { Person } from './signatures';
import { PAPER_FORM } from './texts';

export type Objection = { field: string; text: string };
type Props = { kind: PaperKind; values: Values; objections: readonly Objection[]; officers: readonly Person[]; onChange: (values: Values) => void };

/** The fields of one paper. What is needed, filled or objected to stands open; the rest waits behind one line. */
export function PaperForm({ kind, values, objections, officers, onChange }: Props): ReactNode {
  const t = useTexts(PAPER_FORM);
  const named = useMemo(() => new Set(objections.map((o) => o.field)), [objections]);
  const { shown, more } = sorted(kind.fields, values, named);
  const known = new Set(kind.fields.map((f) => f.id));
  const elsewhere = objections.filter((o) => !known.has(o.field));
  const one = (f: PaperKind['fields'][number]): ReactNode => (
    <FieldInput key={f.id} field={f} officers={officers} value={values[f.id]} missing={f.needed && !isGiven(values[f.id])} wrong={objections.filter((o) => o.field === f.id && isGiven(values[f.id])).map((o) => o.text)}
      onChange={(value) => onChange({ ...values, [f.id]: value })} />
  );
  return (
    <div className="paper-form">
      {elsewhere.map((o) => <p key={o.text} className="notice warn">{o.text}</p>)}
      {shown.map(one)}
      {more.length > 0 && <details className="paper-more"><summary>{t('more', { n: more.length })}</summary><div className="paper-form">{more.map(one)}</div></details>}
    </div>
  );
}
