import { type ReactNode, useState } from 'react';
import { Button, Field, Icon } from '@shared/parts';
import { useTexts } from '@shared/i18n';
import { IdPhoto } from './IdPhoto';
import { type Card, type CardRead, partyOf } from './idCard';
import { type Party, readIdNumber } from './model';
import { SPOT } from './texts';

type Props = { known: readonly Party[]; party: Party | null; onParty: (party: Party | null) => void };

/** Who it is: somebody this phone has met, an identity card that is photographed, or a name and a number that is checked as it is typed. */
export function PartyForm({ known, party, onParty }: Props): ReactNode {
  const t = useTexts(SPOT);
  const [typing, setTyping] = useState<{ from: CardRead | null } | null>(null);
  if (party !== null && typing === null) {
    return <button type="button" className="pick on" aria-pressed="true" onClick={() => onParty(null)}><Icon name="person" /><span className="grow"><b>{party.name}</b><br /><span className="muted mono">{party.id_no}</span></span><Icon name="close" /></button>;
  }
  const read = (found: CardRead): void => {
    const sure = found.sure ? partyOf(found.card) : null;
    setTyping(sure === null ? { from: found } : null);
    if (sure !== null) onParty(sure);
  };
  return (
    <div className="stack">
      {known.slice(0, 4).map((p) => <button key={p.id_no} type="button" className="pick" onClick={() => { setTyping(null); onParty(p); }}><Icon name="person" /><span className="grow"><b>{p.name}</b><br /><span className="muted mono">{p.id_no}</span></span></button>)}
      <IdPhoto onRead={read} />
      {typing === null ? <Button wide icon="plus" onClick={() => setTyping({ from: null })}>{t('newParty')}</Button>
        : <Typed key={JSON.stringify(typing.from)} from={typing.from} onParty={(p) => { setTyping(null); onParty(p); }} />}
    </div>
  );
}

const EMPTY: Card = { name: '', id_no: '', sex: '', born: '', address: '' };

function Typed({ from, onParty }: { from: CardRead | null; onParty: (party: Party) => void }): ReactNode {
  const t = useTexts(SPOT);
  const [{ name, id_no: number, address }, setCard] = useState(from?.card ?? EMPTY);
  const [phone, setPhone] = useState('');
  const [wrong, setWrong] = useState('');
  const set = (change: Partial<Card>): void => setCard((old) => ({ ...old, ...change }));
  const keep = (): void => {
    const read = readIdNumber(number);
    if (name.trim() === '') return setWrong(t('needName'));
    if (read === null) return setWrong(t('badId'));
    onParty({ kind: 'citizen', name: name.trim(), id_no: number.trim().toUpperCase(), ...read, ...(address.trim() === '' ? {} : { address: address.trim() }), ...(phone.trim() === '' ? {} : { phone: phone.trim() }) });
  };
  return (
    <section className="card stack">
      {from !== null && <p className="notice warn" role="status"><Icon name="alarm" />{t('idAsk', { what: from.doubts.map((d) => t(`doubt_${d}`)).join('、') })}</p>}
      <Field label={t('name')}>{(id) => <input id={id} className="input" autoComplete="off" value={name} onChange={(e) => set({ name: e.target.value })} />}</Field>
      <Field label={t('idNumber')}>{(id) => <input id={id} className="input mono" autoComplete="off" maxLength={18} value={number} onChange={(e) => set({ id_no: e.target.value })} />}</Field>
      <Field label={t('address')}>{(id) => <input id={id} className="input" autoComplete="off" value={address} onChange={(e) => set({ address: e.target.value })} />}</Field>
      <Field label={t('phone')}>{(id) => <input id={id} className="input" inputMode="tel" autoComplete="off" value={phone} onChange={(e) => setPhone(e.target.value)} />}</Field>
      {wrong !== '' && <p className="notice error" role="alert">{wrong}</p>}
      <Button look="primary" wide onClick={keep}>{t('keep')}</Button>
    </section>
  );
}
