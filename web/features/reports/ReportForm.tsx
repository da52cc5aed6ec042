import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, use, useEffect, useRef, useState } from 'react';
import { Problem, api, newKey, useSession, type Known, type ReportGuess } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Button, Dictate, Trouble } from '@shared/parts';
import { AboutMe } from './AboutMe';
import { Beside } from './Beside';
import { Category } from './Category';
import { PlaceField } from './PlaceField';
import { QuickWords } from './QuickWords';
import { type Draft, lacks, newDraft } from './drafts/draft';
import { ShotPicker } from './drafts/ShotPicker';
import { VoiceNote } from './drafts/VoiceNote';
import { DRAFTS } from './drafts/texts';
import { type Editing, useDraft } from './drafts/useDraft';
import type { Outbox } from './drafts/outbox';
import { outbox } from './drafts/useOutbox';
import { usePlace } from './place';
import { REPORTS } from './texts';

export type Sent = { receipt: string; code: string; track_url: string; answer_due_at: string | null };
/** What the citizen begins with; the rest follows in this order. */
export type Start = 'photo' | 'map' | 'text';
type Step = 'shots' | 'place' | 'what';
type Props = { start?: Start; draft?: Draft | null; files?: readonly File[]; onSent: (sent: Sent, title: string) => void; onKept: () => void };

const ORDER: Readonly<Record<Start, readonly Step[]>> = { photo: ['shots', 'place', 'what'], map: ['place', 'what', 'shots'], text: ['what', 'place', 'shots'] };
const GUESS_AFTER_MS = 500;

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), GUESS_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** Photo, place or words first; everything else is filled in by the city and can be changed. What was typed is on the phone at once. */
export default function ReportForm({ start = 'photo', draft: given = null, files = [], onSent, onKept }: Props): ReactNode {
  const t = useTexts(REPORTS);
  const d = useTexts(DRAFTS);
  const { anonymous_reports } = useSession();
  const box = use(outbox());
  const [first] = useState(() => given ?? newDraft(new Date().toISOString()));
  const editing = useDraft(box, first);
  const { draft, set, busy, fail } = editing;
  const spot = usePlace({ point: first.point, text: first.address });
  const { point, text: address } = spot.place;
  const [notSame, setNotSame] = useState(false);
  const [following, setFollowing] = useState(false);
  useEffect(() => { set({ point, address }); }, [set, point, address]);
  const taken = useRef(false);
  useEffect(() => { if (!taken.current && files.length > 0) { taken.current = true; editing.take([...files]); } });
  const settled = useSettled(draft.text);
  const guess = useQuery({
    queryKey: ['guess', settled, point], queryFn: () => api.guess(settled, point), enabled: settled.length >= 2 || (point !== null && draft.shots.length > 0),
    placeholderData: (old) => old, retry: false,
  });
  const known = notSame ? [] : (guess.data?.known ?? []);
  const title = guess.data?.category?.name ?? draft.text.slice(0, 12);

  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const lack = lacks({ ...draft, point, address });
    if (lack !== null) return fail(new Problem(t(lack), 400, 'lack'));
    const sent = await editing.send(title);
    if (sent?.state === 'sent') {
      await box.drop(sent);
      onSent({ receipt: sent.receipt, code: sent.code, track_url: '', answer_due_at: sent.dueAt }, title);
    } else if (sent?.state === 'waiting') onKept();
  };
  const follow = (k: Known): void => {
    setFollowing(true);
    api.follow({ ticket: k.ticket, key: newKey() })
      .then(async (sent) => { await editing.leave(); onSent({ ...sent, answer_due_at: null }, k.matter); }, fail).finally(() => setFollowing(false));
  };

  return (
    <form className="stack report-form" onSubmit={(e) => void send(e)} noValidate>
      {given !== null && given.state === 'writing' && <p className="notice" role="status">{d('restored')}</p>}
      {ORDER[start].map((step, i) => (
        <section key={step} className="card stack">
          <h2><span className="num">{i + 1}</span>{t(STEP_TEXT[step])}</h2>
          {step === 'shots' && <ShotPicker shots={draft.shots} box={box} late={editing.late} onTake={editing.take} onRemove={editing.remove} />}
          {step === 'place' && <PlaceField {...spot} open={start === 'map'} />}
          {step === 'what' && <What editing={editing} box={box} guess={guess.data} focus={start === 'text'} />}
        </section>
      ))}
      {known.length > 0 && <Beside known={known.slice(0, 3)} draft={draft} box={box} busy={busy || following} onFollow={follow} onDifferent={() => setNotSame(true)} />}
      <details className="more" open={!anonymous_reports || draft.under14}><summary>{t('more')}</summary>
        <AboutMe draft={draft} set={set} />
      </details>
      {editing.error !== null && <Trouble error={editing.error} />}
      <p className="muted saved" role="status">{editing.saved && d('saved')}</p>
      <div className="send-bar"><Button type="submit" look="primary" wide disabled={busy} icon="check">{t(busy ? 'sending' : 'send')}</Button></div>
    </form>
  );
}

const STEP_TEXT = { shots: 'step1', place: 'step2', what: 'step3' } as const satisfies Record<Step, keyof typeof REPORTS>;

function What({ editing, box, guess, focus }: { editing: Editing; box: Outbox; guess: ReportGuess | undefined; focus: boolean }): ReactNode {
  const t = useTexts(REPORTS);
  const { draft, set } = editing;
  return (
    <>
      <textarea className="input" value={draft.text} aria-label={t('what')} placeholder={t('whatHint')} autoFocus={focus} onChange={(e) => set({ text: e.target.value })} />
      {draft.text === '' && <QuickWords onPick={(text) => set({ text })} />}
      <div className="row wrap"><Dictate onText={(words) => set({ text: draft.text + words })} /></div>
      <VoiceNote shots={draft.shots} box={box} late={editing.late} onTake={editing.take} onRemove={editing.remove} onError={editing.fail} />
      <Category guess={guess} chosen={draft.category} onChoose={(category) => set({ category })} />
    </>
  );
}
