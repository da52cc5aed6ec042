import { Drawer } from 'antd';
import { type FormEvent, type ReactNode, useState } from 'react';
import { api, newKey, type CaseFile } from '@shared/api';
import { type Texts, useLanguage, useTexts } from '@shared/i18n';
import { Button, Field, Trouble } from '@shared/parts';
import { CASES } from '../texts';
import { useChanged } from './hooks';
import { ViolationPicker } from './ViolationPicker';

/** Facts that may be said or put right on the way (law/scenarios/keys.py AMENDABLE), in words. */
export const AMENDABLE = {
  corrected: ['已及时改正', 'Put right in time'], harm: ['危害人身健康、生命安全或者有危害后果', 'Harm to life, health or the public'], first_in_lookback: ['期限内初次违法', 'First offence in the look-back'], no_fault: ['当事人证明没有主观过错', 'The party has proved absence of fault'], crime_suspected: ['涉嫌犯罪', 'Suspected crime'], major: ['情节复杂或者重大', 'Complex or major'], order_ignored: ['责令后拒不改正', 'The order was ignored'],
} as const satisfies Texts;
const WORDS = { not_lenient_because: ['不予首违不罚的理由', 'Why the party is not spared'], mitigation: ['从轻减轻的情形', 'Grounds of mitigation'] } as const satisfies Texts;
type Party = Record<string, string>;

export function Amend({ file }: { file: CaseFile }): ReactNode {
  const t = useTexts(CASES);
  const [open, setOpen] = useState(false);
  return <><Button small onClick={() => setOpen(true)}>{t('amend')}</Button><Drawer open={open} size={520} title={t('amend')} onClose={() => setOpen(false)} destroyOnHidden>{open && <Form file={file} done={() => setOpen(false)} />}</Drawer></>;
}

function Form({ file, done }: { file: CaseFile; done: () => void }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const changed = useChanged();
  const [key] = useState(newKey);
  const { given } = file;
  const [facts, setFacts] = useState<Record<string, unknown>>({});
  const [text, setText] = useState(file.facts_text);
  const [party, setParty] = useState<Party>(() => Object.fromEntries(Object.entries(file.party ?? {}).map(([k, v]) => [k, String(v ?? '')])));
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [partyTouched, setTouched] = useState(false);
  const value = (name: string): unknown => facts[name] ?? given[name];
  const put = (name: string, v: unknown): void => setFacts((old) => ({ ...old, [name]: v }));
  const person = (name: string, v: string): void => { setTouched(true); setParty((old) => ({ ...old, [name]: v })); };
  const send = (e: FormEvent): void => {
    e.preventDefault();
    setBusy(true);
    setError(null);
    const known = Object.fromEntries(Object.entries({ kind: 'citizen', ...party }).filter(([, v]) => v !== ''));
    api.amendCase(file.case.no, { key, facts, ...(partyTouched ? { party: known } : {}), ...(text === file.facts_text ? {} : { facts_text: text }) }).then((now) => { changed(now); done(); }, setError).finally(() => setBusy(false));
  };
  return (
    <form className="stack" onSubmit={send}>
      <Field label={t('violation')}>{() => <ViolationPicker value={String(value('violation') ?? file.case.violation)} onChange={(v) => put('violation', v)} />}</Field>
      <Field label={t('factsText')}>{(id) => <textarea id={id} className="input" rows={4} value={text} onChange={(e) => setText(e.target.value)} />}</Field>
      <PartyFields party={party} set={person} />
      {Object.entries(AMENDABLE).map(([name, pair]) => <label key={name} className="tick"><input type="checkbox" checked={value(name) === true} onChange={(e) => put(name, e.target.checked)} /> {pair[lang === 'zh' ? 0 : 1]}</label>)}
      {Object.entries(WORDS).map(([name, pair]) => <Field key={name} label={pair[lang === 'zh' ? 0 : 1]}>{(id) => <input id={id} className="input" value={String(value(name) ?? '')} onChange={(e) => put(name, e.target.value)} />}</Field>)}
      <Field label={t('countOf')}>{(id) => <input id={id} className="input" type="number" min={1} value={String(value('count') ?? '')} onChange={(e) => put('count', Number(e.target.value))} />}</Field>
      {error !== null && <Trouble error={error} />}
      <div className="row"><Button type="submit" look="primary" disabled={busy}>{t('save')}</Button><Button onClick={done}>{t('cancel')}</Button></div>
    </form>
  );
}

const PARTY = {
  name: ['姓名或者名称', 'Name'], id_no: ['证件号码', 'Identity number'], address: ['住址', 'Address'], phone: ['电话', 'Phone'], trade_name: ['字号', 'Trade name'], head_name: ['负责人', 'Head'],
} as const satisfies Texts;
const KINDS = { citizen: ['公民', 'Citizen'], individual_business: ['个体工商户', 'Individual business'], org: ['法人或者其他组织', 'Organisation'] } as const satisfies Texts;

export function PartyFields({ party, set }: { party: Party; set: (name: string, value: string) => void }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const n = lang === 'zh' ? 0 : 1;
  const shown = (name: string): boolean => (name === 'trade_name' ? party['kind'] === 'individual_business' : name === 'head_name' ? party['kind'] === 'org' : true);
  return (
    <fieldset className="party-fields"><legend>{t('party')}</legend>
      <label><span>{t('partyKind')}</span><select className="input" aria-label={t('party')} value={party['kind'] ?? 'citizen'} onChange={(e) => set('kind', e.target.value)}>{Object.entries(KINDS).map(([code, pair]) => <option key={code} value={code}>{pair[n]}</option>)}</select></label>
      {Object.entries(PARTY).filter(([name]) => shown(name)).map(([name, pair]) => <label key={name}><span>{name === 'id_no' && party['kind'] === 'org' ? t('creditCode') : pair[n]}</span><input className="input" value={party[name] ?? ''} onChange={(e) => set(name, e.target.value)} /></label>)}
    </fieldset>
  );
}
