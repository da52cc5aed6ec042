import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, Suspense, lazy, useDeferredValue, useRef, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { Problem, api, newKey, type Photo, type Point, type WhistleOptions, type WhistleProposal } from '@shared/api';
import { clockTime, nameIn, said, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Dictate, Empty, Icon, Spinner, Trouble } from '@shared/parts';
import { Camera, Law } from './parts';
import { WHISTLES } from './texts';

const PlaceMap = lazy(() => import('./PlaceMap'));
const LOCATE_MS = 8_000;

/** Where, what, how urgent, whom: the street blows with one thumb. From a ticket the place is known. */
export function Blow({ base, theme }: { base: string; theme: 'light' | 'dark' }): ReactNode {
  const t = useTexts(WHISTLES);
  const [search] = useSearchParams();
  const ticket = search.get('ticket') ?? '';
  const options = useQuery({ queryKey: ['whistle-options'], queryFn: api.whistleOptions });
  const from = useQuery({ queryKey: ['ticket', ticket], queryFn: () => api.ticket(ticket), enabled: ticket !== '' });
  if (options.isPending || (ticket !== '' && from.isPending)) return <Spinner />;
  if (options.isError) return <Trouble error={options.error} retry={() => void options.refetch()} />;
  if (from.isError) return <Trouble error={from.error} />;
  if (!options.data.blows && ticket === '') return <Empty icon="shield" title={t('b_notYours')} />;
  const place = from.data?.lng == null || from.data.lat == null ? null : { lng: from.data.lng, lat: from.data.lat };
  return <Form base={base} theme={theme} options={options.data} ticket={ticket} place={place} words={from.data?.text ?? ''} />;
}

type FormProps = { base: string; theme: 'light' | 'dark'; options: WhistleOptions; ticket: string; place: Point | null; words: string };

function Form({ base, theme, options, ticket, place, words }: FormProps): ReactNode {
  const t = useTexts(WHISTLES);
  const go = useNavigate();
  const [search] = useSearchParams();
  const [point, setPoint] = useState(place);
  const [reason, setReason] = useState(words);
  const [kind, setKind] = useState('urgent');
  const [units, setUnits] = useState<number[]>([]);
  const [photos, setPhotos] = useState<Photo[]>([]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const key = useRef(newKey());
  const asked = useDeferredValue(reason.trim());
  const proposed = useQuery({
    queryKey: ['whistle-proposals', point, asked], enabled: point !== null, placeholderData: (old) => old,
    queryFn: () => api.whistleProposals(point ?? { lng: 0, lat: 0 }, asked),
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (point === null) return setError(new Problem(t('b_needPlace'), 400, 'need_place'));
    if (reason.trim() === '') return setError(new Problem(t('b_needWords'), 400, 'need_words'));
    if (units.length === 0) return setError(new Problem(t('b_needUnits'), 400, 'need_units'));
    setBusy(true);
    setError(null);
    api.blow({ key: key.current, kind, reason: reason.trim(), units, lng: point.lng, lat: point.lat, address: '', matter: proposed.data?.matters[0]?.code ?? '', photos: photos.map((p) => p.id), ticket })
      .then((made) => { const next = new URLSearchParams(search); next.delete('ticket'); void go({ pathname: `${base}/${made.no}`, search: `?${next}` }); }, setError)
      .finally(() => setBusy(false)); // the key stays: sending again is the same whistle
  };
  return (
    <form className="stack whistle-form" onSubmit={send} noValidate>
      {ticket !== '' && <p className="notice"><Icon name="list" />{t('b_ticket', { no: ticket })}</p>}
      <section className="card stack"><h2>{t('b_where')}</h2><Where point={point} start={options.streets[0] ?? null} theme={theme} address={proposed.data?.address ?? ''} onChoose={setPoint} /></section>
      <section className="card stack"><h2>{t('b_what')}</h2>
        <textarea className="input" value={reason} aria-label={t('b_what')} placeholder={t('b_whatHint')} onChange={(e) => setReason(e.target.value)} />
        <div className="row wrap"><Dictate onText={(more) => setReason((old) => old + more)} /><Camera photos={photos} onChange={setPhotos} label={t('b_photo')} /></div></section>
      <section className="card stack"><h2>{t('b_kind')}</h2><Kinds options={options} kind={kind} onChoose={setKind} /></section>
      <section className="card stack"><h2>{t('b_units')}</h2><Units options={options} proposal={proposed.data} chosen={units} onChange={setUnits} /></section>
      <Law />
      {error !== null && <Trouble error={error} />}
      <div className="whistle-send"><Button type="submit" look="primary" wide disabled={busy} icon="bell">{busy ? t('b_sending') : t('b_send', { n: units.length })}</Button></div>
    </form>
  );
}

function Where({ point, start, theme, address, onChoose }: { point: Point | null; start: Point | null; theme: 'light' | 'dark'; address: string; onChoose: (p: Point) => void }): ReactNode {
  const t = useTexts(WHISTLES);
  const [state, setState] = useState<'' | 'locating' | 'denied'>('');
  const locate = (): void => {
    setState('locating');
    navigator.geolocation?.getCurrentPosition(({ coords }) => { setState(''); onChoose({ lng: coords.longitude, lat: coords.latitude }); }, () => setState('denied'), { enableHighAccuracy: true, timeout: LOCATE_MS });
  };
  return (
    <>
      <div className="row wrap"><Button small icon="pin" disabled={state === 'locating'} onClick={locate}>{t(state === 'locating' ? 'b_locating' : 'b_gps')}</Button>{point !== null && <span className="chip green"><Icon name="check" />{address || `${point.lng.toFixed(5)}, ${point.lat.toFixed(5)}`}</span>}</div>
      {state === 'denied' && <p className="muted">{t('b_denied')}</p>}
      <p className="muted">{t('b_map')}</p>
      <Suspense fallback={<Spinner />}><PlaceMap at={point} start={start} label={t('b_map')} theme={theme} onChoose={onChoose} /></Suspense>
    </>
  );
}

function Kinds({ options, kind, onChoose }: { options: WhistleOptions; kind: string; onChoose: (kind: string) => void }): ReactNode {
  const t = useTexts(WHISTLES);
  const lang = useLanguage();
  return (
    <div className="whistle-kinds" role="radiogroup" aria-label={t('b_kind')}>
      {options.kinds.map((k) => (
        <button key={k.code} type="button" role="radio" aria-checked={kind === k.code} onClick={() => onChoose(k.code)}>
          <strong>{nameIn(k, lang)}</strong>
          <span>{t('b_limits', { report: said(k, 'report_in', lang), handle: said(k, 'handle', lang) })}</span>
          <span className="muted">{t('b_untilIn', { t: clockTime(k.report_due_at, lang) })}</span>
        </button>
      ))}
    </div>
  );
}

type UnitsProps = { options: WhistleOptions; proposal: WhistleProposal | undefined; chosen: readonly number[]; onChange: (units: number[]) => void };

function Units({ options, proposal, chosen, onChange }: UnitsProps): ReactNode {
  const t = useTexts(WHISTLES);
  const lang = useLanguage();
  const [words, setWords] = useState('');
  const toggle = (id: number): void => onChange(chosen.includes(id) ? chosen.filter((u) => u !== id) : [...chosen, id]);
  const proposed = proposal?.units ?? [];
  const ids = new Set(proposed.map((u) => u.id));
  const found = options.units.filter((u) => !ids.has(u.id) && (chosen.includes(u.id) || (words.trim() !== '' && u.name.includes(words.trim())))).slice(0, 12);
  const tick = (id: number, name: string, why = ''): ReactNode => (
    <label key={id} className="whistle-unit"><input type="checkbox" checked={chosen.includes(id)} onChange={() => toggle(id)} /><span><strong>{name}</strong>{why !== '' && <span className="muted">{why}</span>}</span></label>
  );
  return (
    <div className="stack">
      {proposed.length === 0 ? <p className="muted">{t('b_nothingProposed')}</p> : <div className="whistle-units">{proposed.map((u) => tick(u.id, u.name, said(u, 'why', lang)))}</div>}
      {proposal !== undefined && proposal.matters.length > 0 && <div className="row wrap">{proposal.matters.map((m) => <Chip key={m.code} colour="grey">{nameIn(m, lang)}</Chip>)}</div>}
      <input className="input" value={words} aria-label={t('b_search')} placeholder={t('b_search')} onChange={(e) => setWords(e.target.value)} />
      {found.length > 0 && <div className="whistle-units">{found.map((u) => tick(u.id, u.name))}</div>}
    </div>
  );
}
