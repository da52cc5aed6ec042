import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type VoiceRow, type VoiceStep, api } from '@shared/api';
import { day, mark, said, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Empty, Field, Spinner, Trouble } from '@shared/parts';
import { VOICES } from './texts';
import './voices.css';

type Sort = VoiceRow['kind'];
const FINDINGS = ['upheld', 'partly', 'not_upheld', 'unclear'] as const;
const ENDED = ['answered', 'refused', 'passed_on', 'set_aside'];

/** The supervision unit's desk: the oldest first. What is about oneself or one's squad is not in it. */
export function VoiceDesk(): ReactNode {
  const t = useTexts(VOICES);
  const [kind, setKind] = useState<Sort>('complaint');
  const [all, setAll] = useState(false);
  const rows = useQuery({ queryKey: ['voices', kind], queryFn: () => api.voices(kind), refetchInterval: 20_000 });
  const shown = (rows.data ?? []).filter((r) => all || !ENDED.includes(r.state));
  return (
    <main id="main" className="stack voice-desk">
      <div className="row wrap">
        {(['complaint', 'praise'] as const).map((k) => <button key={k} type="button" className="btn small" aria-pressed={kind === k} onClick={() => setKind(k)}>{t(k)}</button>)}
        <span className="grow" />
        <button type="button" className="btn small" aria-pressed={!all} onClick={() => setAll(false)}>{t('open')}</button>
        <button type="button" className="btn small" aria-pressed={all} onClick={() => setAll(true)}>{t('all')}</button>
      </div>
      {rows.isPending && <Spinner />}
      {rows.isError && <Trouble error={rows.error} retry={() => void rows.refetch()} />}
      {rows.isSuccess && shown.length === 0 && <Empty icon="shield" title={t('nothing')}>{t('nothingText')}</Empty>}
      {shown.map((row) => <Row key={row.id} row={row} onDone={() => void rows.refetch()} />)}
    </main>
  );
}

function Row({ row, onDone }: { row: VoiceRow; onDone: () => void }): ReactNode {
  const t = useTexts(VOICES);
  const lang = useLanguage();
  const [action, setAction] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const step = (name: string, body: VoiceStep): void => {
    setError(null);
    api.voiceStep(row.kind, row.id, name, body).then(() => { setAction(null); onDone(); }, setError);
  };
  const whom = [row.unit_name, row.member_name, row.badge, row.who].filter((x) => x !== '').join(' · ');
  return (
    <article className="card stack">
      <header className="row wrap">
        <strong>{row.receipt}</strong><Chip>{said(row, 'state_title', lang)}</Chip>{row.late && <Chip colour="red">{t('late')}</Chip>}
        <span className="grow" />
        <span className="muted">{[t('received', { d: day(row.received_at, lang) }), row.answer_by === null ? '' : t('by', { d: day(row.answer_by, lang) })].filter(Boolean).join(' · ')}</span>
      </header>
      <p>{row.text}</p>
      <p><span className="muted">{t('about')}</span> {whom || t('unknown')}{row.report !== '' && ` · ${row.report}`}{row.phone !== '' && <> · <a href={`tel:${row.phone}`}>{row.phone}</a></>}</p>
      {row.more !== '' && <p className="muted">{row.more}</p>}
      {row.said !== '' && <p className="notice">{[said(row, 'finding', lang), row.said].filter(Boolean).join(mark('：', lang))}</p>}
      <div className="row wrap">{row.actions.map((a) => <Button key={a} small look={a === 'answer' || a === 'pass_on' ? 'primary' : ''} aria-expanded={action === a} onClick={() => (a === 'take' ? step(a, {}) : setAction(action === a ? null : a))}>{t(a as keyof typeof VOICES)}</Button>)}</div>
      {action !== null && <StepForm key={action} action={action} badge={row.badge} onSend={(body) => step(action, body)} />}
      {error !== null && <Trouble error={error} />}
    </article>
  );
}

function StepForm({ action, badge, onSend }: { action: string; badge: string; onSend: (body: VoiceStep) => void }): ReactNode {
  const t = useTexts(VOICES);
  const [body, setBody] = useState<VoiceStep>({ badge });
  const units = useQuery({ queryKey: ['voice-units'], queryFn: () => api.organisations(), enabled: action === 'name' || action === 'pass_on', staleTime: Infinity });
  const set = (change: VoiceStep): void => setBody({ ...body, ...change });
  return (
    <form className="stack" onSubmit={(e) => { e.preventDefault(); onSend(body); }}>
      {(action === 'name' || action === 'pass_on') && <>
        <Field label={t('badge')}>{(id) => <input id={id} className="input" value={body.badge ?? ''} onChange={(e) => set({ badge: e.target.value })} />}</Field>
        <Field label={t('unit')}>{(id) => <select id={id} className="input" value={body.unit ?? 0} onChange={(e) => set({ unit: Number(e.target.value) })}><option value={0}>{t('choose')}</option>{(units.data ?? []).map((u) => <option key={u.id} value={u.id}>{u.name}</option>)}</select>}</Field>
      </>}
      {action === 'answer' && <>
        <Field label={t('finding')}>{(id) => <select id={id} className="input" value={body.finding ?? ''} onChange={(e) => set({ finding: e.target.value })}><option value="">{t('choose')}</option>{FINDINGS.map((f) => <option key={f} value={f}>{t(f)}</option>)}</select>}</Field>
        <Field label={t('text')}>{(id) => <textarea id={id} className="input" rows={4} maxLength={2000} value={body.text ?? ''} onChange={(e) => set({ text: e.target.value })} />}</Field>
      </>}
      {['extend', 'refuse', 'set_aside'].includes(action) && <Field label={t(action === 'set_aside' ? 'inReason' : 'reason')}>{(id) => <textarea id={id} className="input" rows={3} maxLength={300} value={body.reason ?? ''} onChange={(e) => set({ reason: e.target.value })} />}</Field>}
      <div><Button type="submit" look="primary">{t('do')}</Button></div>
    </form>
  );
}
