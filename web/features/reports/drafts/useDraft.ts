import { useCallback, useEffect, useRef, useState } from 'react';
import { Problem, newKey } from '@shared/api';
import { type Draft, type Shot, isBlank, mustWait } from './draft';
import type { Outbox } from './outbox';

const SAVE_AFTER_MS = 300;

export type Editing = {
  draft: Draft; late: ReadonlySet<string>; error: unknown; busy: boolean; saved: boolean;
  set: (change: Partial<Draft>) => void; take: (files: File[]) => void; remove: (shot: Shot) => void;
  fail: (error: unknown) => void; send: (title: string) => Promise<Draft | null>; leave: () => Promise<void>;
};

/** One draft under the citizen's hand: every change is on the phone a moment later, every picture goes up as soon as it was taken. */
export function useDraft(box: Outbox, first: Draft): Editing {
  const [draft, setDraft] = useState<Draft>({ ...first, state: 'writing' });
  const [late, setLate] = useState<ReadonlySet<string>>(new Set());
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [saved, setSaved] = useState(false);
  const closed = useRef(false); // sent off: nothing is written over it any more
  const latest = useRef(draft);
  latest.current = draft;

  useEffect(() => {
    setSaved(false);
    if (isBlank(draft) || closed.current) return undefined;
    const timer = setTimeout(() => { if (!closed.current) void box.keep(draft).then(() => setSaved(latest.current === draft), setError); }, SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [box, draft]);

  const set = useCallback((change: Partial<Draft>): void => setDraft((old) => ({ ...old, ...change })), []);
  const put = useCallback((shot: Shot): void => setDraft((old) => ({ ...old, shots: old.shots.map((s) => (s.id === shot.id ? shot : s)) })), []);
  const forget = useCallback((shot: Shot): void => {
    setDraft((old) => ({ ...old, shots: old.shots.filter((s) => s.id !== shot.id) }));
    void box.store.dropBytes([shot.id]);
  }, [box]);

  const goUp = useCallback((shot: Shot): void => void box.upload(shot).then(put, (problem: unknown) => {
    if (mustWait(problem)) return setLate((old) => new Set(old).add(shot.id));
    forget(shot); // not a picture, too large: the sentence says which, and the report goes on without it
    setError(problem);
  }), [box, put, forget]);

  const take = (files: File[]): void => {
    setError(null);
    for (const file of files) {
      const shot: Shot = { id: newKey(), name: file.name, type: file.type, photo: null };
      void box.addShot(shot, file).then(() => { setDraft((old) => ({ ...old, shots: [...old.shots, shot] })); goUp(shot); }, setError);
    }
  };

  useEffect(() => { first.shots.filter((s) => s.photo === null).forEach(goUp); }, []);

  /** Sent off: with its receipt; null when it was refused and the error says why; still waiting when there is no network. */
  const send = async (title: string): Promise<Draft | null> => {
    setBusy(true);
    setError(null);
    closed.current = true;
    try {
      await box.keep({ ...latest.current, state: 'waiting', title });
      await box.flush();
      const now = box.current().drafts.find((d) => d.key === latest.current.key);
      if (now === undefined || now.state !== 'refused') return now ?? null;
      setError(box.problemOf(now.key) ?? new Problem(now.why, 400, 'refused'));
      setDraft({ ...now, state: 'writing' });
      closed.current = false;
    } catch (problem) {
      setError(problem);
      closed.current = false;
    } finally {
      setBusy(false);
    }
    return null;
  };
  const leave = async (): Promise<void> => { closed.current = true; await box.drop(latest.current); };
  return { draft, late, error, busy, saved, set, take, remove: forget, fail: setError, send, leave };
}
