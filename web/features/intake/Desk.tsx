import { type ReactNode, useEffect, useRef, useState } from 'react';
import { api, type MatterRef, type Point, type Waiting } from '@shared/api';
import { SOURCES, dayAndTime, lookUp, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Photos, Trouble } from '@shared/parts';
import { MatterPicker } from '@shared/parts/MatterPicker';
import { InWords } from './InWords';
import { Notes } from './Notes';
import { PlacePicker } from './PlacePicker';
import { draftOf, keyAction, lacking } from './desk';
import { INTAKE } from './texts';

type Props = { report: Waiting; onHeard: () => void; onDone: (how: 'completed' | 'rejected') => void; onMove: (by: 1 | -1) => void };
const isTyping = (target: EventTarget | null): boolean => target instanceof Element && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);

/** One report that waits: what it says, what it may be, where it may be; all by keys. */
export function Desk({ report, onHeard, onDone, onMove }: Props): ReactNode {
  const t = useTexts(INTAKE);
  const lang = useLanguage();
  const [draft, setDraft] = useState(() => draftOf(report));
  const [reason, setReason] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const matterBox = useRef<HTMLInputElement>(null);
  const placeBox = useRef<HTMLInputElement>(null);
  const reasonBox = useRef<HTMLTextAreaElement>(null);
  const missing = lacking(draft);
  const choose = (matter: MatterRef): void => setDraft((old) => ({ ...old, matter }));
  const locate = (point: Point, text: string): void => {
    setDraft((old) => ({ ...old, point, placeText: text }));
    if (text === '') api.placeAt(point).then((found) => setDraft((old) => (old.point === point ? { ...old, placeText: found.text } : old)), () => undefined);
  };
  const send = (work: Promise<unknown>, how: 'completed' | 'rejected'): void => {
    setBusy(true);
    setError(null);
    work.then(() => onDone(how), (problem: unknown) => { setError(problem); setBusy(false); });
  };
  const complete = (): void => {
    if (busy || missing.length > 0) return;
    const moved = report.missing.includes('place') || draft.point?.lng !== report.lng;
    send(api.completeWaiting(report.id, { matter: draft.matter?.code ?? '', lng: moved ? draft.point?.lng ?? null : null, lat: moved ? draft.point?.lat ?? null : null, address: report.address === '' ? draft.placeText : '' }), 'completed');
  };
  const reject = (): void => { if (!busy && reason !== null && reason.trim() !== '') send(api.rejectWaiting(report.id, reason), 'rejected'); };
  const act = useRef<(e: KeyboardEvent) => void>(() => undefined);
  act.current = (event) => {
    const action = keyAction(event, isTyping(event.target));
    if (action === null) return;
    event.preventDefault();
    if (action.kind === 'move') onMove(action.by);
    else if (action.kind === 'candidate') { const found = report.candidates[action.index]; if (found !== undefined) choose(found); }
    else if (action.kind === 'matter') matterBox.current?.focus();
    else if (action.kind === 'place') placeBox.current?.focus();
    else if (action.kind === 'reject') { setReason(''); setTimeout(() => reasonBox.current?.focus()); }
    else if (reason !== null) reject();
    else complete();
  };
  useEffect(() => {
    const listen = (e: KeyboardEvent): void => act.current(e);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
  return (
    <>
      <article className="desk stack">
        <div className="row wrap"><strong>{report.receipt}</strong><Chip colour="grey">{lookUp(SOURCES, report.source, lang)}</Chip><span className="muted">{t('received', { t: dayAndTime(report.received_at, lang) })}</span>{report.missing.map((m) => <Chip key={m} colour="yellow">{t(m === 'matter' ? 'lacksMatter' : 'lacksPlace')}</Chip>)}</div>
        {report.category !== '' && <p><span className="muted">{t('senderSays')}</span> <strong>{report.category}</strong></p>}
        {(report.text !== '' || report.notes.length === 0) && <p className="desk-text">{report.text || t('noText')}</p>}
        <Notes report={report} onWritten={onHeard} />
        {report.address !== '' && <p className="muted">{report.address}</p>}
        <InWords found={report.found} />
        <Photos urls={report.photos} />
        <MatterPicker candidates={report.candidates} chosen={draft.matter} focus={matterBox} onChoose={choose} />
        {draft.point !== null && <p className="notice good">{t('placed', { text: draft.placeText || `${draft.point.lng.toFixed(5)}, ${draft.point.lat.toFixed(5)}` })}</p>}
        {error !== null && <Trouble error={error} />}
        {reason === null ? (
          <div className="row wrap">
            <Button look="primary" disabled={missing.length > 0 || busy} onClick={complete}>{t('complete')}</Button><Button look="danger" onClick={() => { setReason(''); setTimeout(() => reasonBox.current?.focus()); }}>{t('reject')}</Button>
            {missing.length > 0 && <span className="muted">{t('stillMissing', { what: missing.map((m) => t(m === 'matter' ? 'category' : 'place')).join(lang === 'zh' ? '、' : ', ') })}</span>}
          </div>
        ) : (
          <div className="stack">
            <textarea ref={reasonBox} className="input" value={reason} placeholder={t('reason')} aria-label={t('reason')} maxLength={300} onChange={(e) => setReason(e.target.value)} onKeyDown={(e) => { if (e.key === 'Escape') setReason(null); }} />
            <div className="row"><Button look="danger" disabled={reason.trim() === '' || busy} onClick={reject}>{t('confirmReject')}</Button><Button onClick={() => setReason(null)}>{t('cancel')}</Button></div>
          </div>
        )}
      </article>
      <PlacePicker at={draft.point} focus={placeBox} onChoose={locate} />
    </>
  );
}
