import { type ReactNode, useState } from 'react';
import { Button, Field, Icon } from '@shared/parts';
import { useTexts } from '@shared/i18n';
import { type Party, readIdNumber } from './model';
import { SPOT } from './texts';

type Props = { known: readonly Party[]; party: Party | null; onParty: (party: Party | null) => void };

/** Who it is: somebody this phone has met, or a name and a number that is checked as it is typed. */
export function PartyForm({ known, party, onParty }: Props): ReactNode {
  const t = useTexts(SPOT);
  const [typing, setTyping] = useState(false);
  if (party !== null && !typing) {
    return <button type="button" className="pick on" aria-pressed="true" onClick={() => onParty(null)}><Icon name="person" /><span className="grow"><b>{party.name}</b><br /><span className="muted mono">{party.id_no}</span></span><Icon name="close" /></button>;
  }
  return (
    <div className="stack">
      {known.slice(0, 4).map((p) => <button key={p.id_no} type="button" className="pick" onClick={() => { setTyping(false); onParty(p); }}><Icon name="person" /><span className="grow"><b>{p.name}</b><br /><span className="muted mono">{p.id_no}</span></span></button>)}
      {typing ? <Typed onParty={(p) => { setTyping(false); onParty(p); }} /> : <Button wide icon="plus" onClick={() => setTyping(true)}>{t('newParty')}</Button>}
    </div>
  );
}

function Typed({ onParty }: { onParty: (party: Party) => void }): ReactNode {
  const t = useTexts(SPOT);
  const [name, setName] = useState('');
  const [number, setNumber] = useState('');
  const [address, setAddress] = useState('');
  const [phone, setPhone] = useState('');
  const [wrong, setWrong] = useState('');
  const keep = (): void => {
    const read = readIdNumber(number);
    if (name.trim() === '') return setWrong(t('needName'));
    if (read === null) return setWrong(t('badId'));
    onParty({ kind: 'citizen', name: name.trim(), id_no: number.trim().toUpperCase(), ...read, ...(address.trim() === '' ? {} : { address: address.trim() }), ...(phone.trim() === '' ? {} : { phone: phone.trim() }) });
  };
  return (
    <section className="card stack">
      <Field label={t('name')}>{(id) => <input id={id} className="input" autoComplete="off" value={name} onChange={(e) => setName(e.target.value)} />}</Field>
      <Field label={t('idNumber')}>{(id) => <input id={id} className="input mono" autoComplete="off" maxLength={18} value={number} onChange={(e) => setNumber(e.target.value)} />}</Field>
      <Field label={t('address')}>{(id) => <input id={id} className="input" autoComplete="off" value={address} onChange={(e) => setAddress(e.target.value)} />}</Field>
      <Field label={t('phone')}>{(id) => <input id={id} className="input" inputMode="tel" autoComplete="off" value={phone} onChange={(e) => setPhone(e.target.value)} />}</Field>
      {wrong !== '' && <p className="notice error" role="alert">{wrong}</p>}
      <Button look="primary" wide onClick={keep}>{t('keep')}</Button>
    </section>
  );
}
