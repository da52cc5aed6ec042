import { type FormEvent, type ReactNode, useState } from 'react';
import { api, type CameraFile, type CameraIn } from '@shared/api';
import { useLanguage, useTexts } from '@shared/i18n';
import { Button, Field, Trouble } from '@shared/parts';
import { AskReason } from '@shared/parts/AskReason';
import { CAMERA_SOURCES, DEVICES } from './texts';

type Key = keyof typeof DEVICES;
type Name = keyof CameraIn;
const TEXT: readonly (readonly [Name, Key])[] = [['name', 'name'], ['url', 'url'], ['their_name', 'theirName'], ['address', 'address'], ['purpose', 'purpose']];
const NUMBERS: readonly (readonly [Name, Key])[] = [['lng', 'lng'], ['lat', 'lat'], ['bearing', 'bearing'], ['view', 'view'], ['reach_m', 'reach'], ['look_every_s', 'every']];
const LAW: readonly (readonly [Name, Key])[] = [['legal_basis', 'legalBasis'], ['standard', 'standard']];
const DAYS: readonly (readonly [Name, Key])[] = [['legal_review_on', 'legalReview'], ['technical_review_on', 'technicalReview'], ['calibrated_to', 'calibrated'], ['published_on', 'published']];
const NEW: CameraIn = { code: '', name: '', source: 'rtsp', lng: 0, lat: 0, url: '', their_name: '', bearing: null, view: null, reach_m: 60, address: '', purpose: '', mode: 'patrol', look_every_s: 45, legal_basis: '', legal_review_on: null, technical_review_on: null, standard: '', calibrated_to: null, sign: false, published_on: null };
const THEIRS = ['frigate', 'vendor'];

const asInput = (file: CameraFile): CameraIn => ({ ...NEW, ...Object.fromEntries(Object.keys(NEW).filter((k) => k in file).map((k) => [k, file[k as keyof CameraFile]])), code: file.row.code, name: file.row.name, source: file.row.source, lng: file.row.lng, lat: file.row.lat, address: file.row.address });

/** What the register says of one camera, and changing it; without a file: a new one. */
export function Register({ file, centre, onSaved }: { file?: CameraFile; centre?: readonly [number, number]; onSaved: (file: CameraFile) => void }): ReactNode {
  const t = useTexts(DEVICES);
  const lang = useLanguage();
  const isNew = file === undefined;
  const [editing, setEditing] = useState(isNew);
  const [draft, setDraft] = useState<CameraIn>(() => (file === undefined ? { ...NEW, lng: centre?.[0] ?? 0, lat: centre?.[1] ?? 0 } : asInput(file)));
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const set = (name: Name, value: CameraIn[Name]): void => setDraft((old) => ({ ...old, [name]: value }));
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    setBusy(true);
    setError(null);
    (isNew ? api.addCamera(draft) : api.changeCamera(draft.code, draft)).then((made) => { setEditing(false); onSaved(made); }, setError).finally(() => setBusy(false));
  };
  const shown = (name: Name): string => { const v = draft[name]; return v === null || v === undefined || v === '' ? '—' : typeof v === 'number' && (name === 'lng' || name === 'lat') ? v.toFixed(6) : String(v); };
  if (!editing) {
    return (
      <div className="stack">
        <dl className="register">{[...TEXT, ...NUMBERS, ...LAW, ...DAYS].map(([name, key]) => <div key={name}><dt>{t(key)}</dt><dd>{shown(name)}</dd></div>)}<div><dt>{t('sign')}</dt><dd>{t(draft.sign === true ? 'yes' : 'no')}</dd></div></dl>
        {file?.may_keep === true && <div className="row wrap"><Button small onClick={() => setEditing(true)}>{t('edit')}</Button><Switching file={file} onSaved={onSaved} /></div>}
      </div>
    );
  }
  const input = ([name, key]: readonly [Name, Key], type: string): ReactNode => (
    <Field key={name} label={t(key)}>{(id) => <input id={id} className="input" type={type} {...(type === 'number' ? { step: 'any' } : {})} value={String(draft[name] ?? '')} onChange={(e) => set(name, type === 'number' ? (e.target.value === '' ? null : Number(e.target.value)) : type === 'date' ? e.target.value || null : e.target.value)} />}</Field>
  );
  return (
    <form className="stack register-form" onSubmit={submit}>
      {isNew && <Field label={t('code')}>{(id) => <><input id={id} className="input" value={draft.code} required onChange={(e) => set('code', e.target.value.trim())} /><span className="muted">{t('codeHint')}</span></>}</Field>}
      <Field label={t('source')}>{(id) => <select id={id} className="input" value={draft.source} onChange={(e) => set('source', e.target.value)}>{Object.entries(CAMERA_SOURCES).map(([code, names]) => <option key={code} value={code}>{names[lang === 'zh' ? 0 : 1]}</option>)}</select>}</Field>
      {TEXT.filter(([name]) => (name !== 'their_name' || THEIRS.includes(draft.source)) && (name !== 'url' || !THEIRS.includes(draft.source))).map((x) => input(x, 'text'))}
      <div className="two">{NUMBERS.map((x) => input(x, 'number'))}</div>
      {LAW.map((x) => input(x, 'text'))}
      <div className="two">{DAYS.map((x) => input(x, 'date'))}</div>
      <label className="row"><input type="checkbox" checked={draft.sign === true} onChange={(e) => set('sign', e.target.checked)} />{t('sign')}</label>
      {error !== null && <Trouble error={error} />}
      <div className="row"><Button type="submit" look="primary" disabled={busy}>{t('send')}</Button>{!isNew && <Button onClick={() => { setDraft(asInput(file)); setEditing(false); }}>{t('cancel')}</Button>}</div>
    </form>
  );
}

function Switching({ file, onSaved }: { file: CameraFile; onSaved: (file: CameraFile) => void }): ReactNode {
  const t = useTexts(DEVICES);
  const [error, setError] = useState<unknown>(null);
  const run = async (action: 'switch_off' | 'switch_on' | 'remove', reason: string): Promise<void> => { onSaved(await api.switchCamera(file.row.code, action, reason)); };
  if (file.row.state === 'gone') return null;
  return <>
    {file.row.state === 'on' ? <AskReason label={t('switchOff')} title={t('whyOff')} run={(reason) => run('switch_off', reason)} /> : <Button small onClick={() => void run('switch_on', '').catch(setError)}>{t('switchOn')}</Button>}
    <AskReason danger label={t('removeCamera')} title={t('whyRemove')} run={(reason) => run('remove', reason)} />
    {error !== null && <Trouble error={error} />}
  </>;
}
