import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { api, cityNow, newKey } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Button, Field, Trouble } from '@shared/parts';
import { CASES } from '../texts';
import { PartyFields } from './Amend';
import { ViolationPicker } from './ViolationPicker';
import { useChanged } from './hooks';

type Place = { lng: number; lat: number; address: string };
const localNow = (): string => new Date(cityNow().getTime() + 8 * 3_600_000).toISOString().slice(0, 16);

/** A lead that came by paper or by word of mouth. Leads of tickets come by themselves. */
export function NewCase(): ReactNode {
  const t = useTexts(CASES);
  const go = useNavigate();
  const changed = useChanged();
  const [key] = useState(newKey);
  const [violation, setViolation] = useState('');
  const [act, setAct] = useState(localNow);
  const [place, setPlace] = useState<Place | null>(null);
  const [text, setText] = useState('');
  const [party, setParty] = useState<Record<string, string>>({});
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const ready = violation !== '' && act !== '' && place !== null && text.trim() !== '';
  const send = (e: FormEvent): void => {
    e.preventDefault();
    if (place === null) return;
    setBusy(true);
    setError(null);
    const known = Object.fromEntries(Object.entries(party).filter(([, v]) => v !== ''));
    const named = (known['name'] ?? '') !== '';
    api.openCase({ key, given: { violation, act: `${act}:00+08:00` }, place, facts_text: text.trim(), on_the_spot: false, ...(named ? { party: { kind: 'citizen', ...known } } : {}) })
      .then((file) => { changed(file); void go(`/office/cases/${encodeURIComponent(file.case.no)}`); }, setError).finally(() => setBusy(false));
  };
  return (
    <form className="card stack new-case" onSubmit={send}>
      <Field label={t('violation')}>{() => <ViolationPicker value={violation} onChange={setViolation} label={t('pickViolation')} big />}</Field>
      <Field label={t('act')}>{(id) => <input id={id} className="input" type="datetime-local" value={act} onChange={(e) => setAct(e.target.value)} />}</Field>
      <PlaceSearch place={place} set={setPlace} />
      <Field label={t('factsText')}>{(id) => <textarea id={id} className="input" rows={4} value={text} onChange={(e) => setText(e.target.value)} />}</Field>
      <details><summary>{t('party')}</summary><PartyFields party={party} set={(name, value) => setParty((old) => ({ ...old, [name]: value }))} /></details>
      {error !== null && <Trouble error={error} />}
      <div className="row wrap"><Button type="submit" look="primary" disabled={!ready || busy}>{t('register')}</Button>{!ready && <span className="muted">{t('fill')}</span>}</div>
    </form>
  );
}

function PlaceSearch({ place, set }: { place: Place | null; set: (place: Place | null) => void }): ReactNode {
  const t = useTexts(CASES);
  const [words, setWords] = useState('');
  const [asked, setAsked] = useState('');
  useEffect(() => { const timer = setTimeout(() => setAsked(words.trim()), 300); return () => clearTimeout(timer); }, [words]);
  const found = useQuery({ queryKey: ['place-search', asked], queryFn: () => api.placeSearch(asked), enabled: asked.length >= 2 && place === null });
  return (
    <div className="field"><label className="label" htmlFor="case-place">{t('address')}</label>
      <input id="case-place" className="input" placeholder={t('findPlace')} value={place?.address ?? words} onChange={(e) => { set(null); setWords(e.target.value); }} autoComplete="off" />
      {place === null && found.isSuccess && (found.data.length === 0 ? <p className="muted">{t('noPlace')}</p> : <ul className="place-list">{found.data.slice(0, 6).map((p) => <li key={`${p.name}${p.lng}${p.lat}`}><button type="button" className="btn quiet small" onClick={() => set({ lng: p.lng, lat: p.lat, address: p.name })}>{p.name}</button></li>)}</ul>)}
    </div>
  );
}
