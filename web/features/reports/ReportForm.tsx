import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { Problem, api, newKey, type Known, type Photo } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Button, Dictate, Field, Icon, Trouble } from '@shared/parts';
import { Category } from './Category';
import { KnownList } from './KnownList';
import { PhotoPicker } from './PhotoPicker';
import { PlaceField } from './PlaceField';
import { usePlace } from './place';
import { REPORTS } from './texts';

export type Sent = { receipt: string; code: string; track_url: string; answer_due_at: string | null };

const GUESS_AFTER_MS = 500;

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), GUESS_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** Photo → place → send. Everything else is filled in by the city and can be changed. */
export function ReportForm({ onSent }: { onSent: (sent: Sent, title: string) => void }): ReactNode {
  const t = useTexts(REPORTS);
  const [photos, setPhotos] = useState<Photo[]>([]);
  const [text, setText] = useState('');
  const [phone, setPhone] = useState('');
  const [category, setCategory] = useState<string | null>(null);
  const [notSame, setNotSame] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const key = useRef(newKey());
  const spot = usePlace(true);
  const { point, text: address } = spot.place;
  const settled = useSettled(text);
  const guess = useQuery({
    queryKey: ['guess', settled, point], queryFn: () => api.guess(settled, point), enabled: settled.length >= 2 || (point !== null && photos.length > 0),
    placeholderData: (old) => old,
  });
  const known = notSame ? [] : (guess.data?.known ?? []);

  const run = async (work: () => Promise<Sent>, title: string): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      onSent(await work(), title);
      key.current = newKey();
    } catch (problem) {
      setError(problem); // the key stays: sending again is the same report
    } finally {
      setBusy(false);
    }
  };

  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (photos.length === 0 && text.trim() === '') return setError(new Problem(t('needText'), 400, 'need_text'));
    if (point === null && address.trim() === '') return setError(new Problem(t('needPlace'), 400, 'need_place'));
    void run(() => api.report({
      key: key.current, text: text.trim(), photos: photos.map((p) => p.id), datum: 'wgs84', ...(point ?? {}),
      ...(address === '' ? {} : { address }), ...(category === null ? {} : { category }), ...(phone === '' ? {} : { phone }),
    }), guess.data?.category?.name ?? text.slice(0, 12));
  };
  const follow = (k: Known): void => void run(async () => ({ ...(await api.follow({ ticket: k.ticket, key: key.current })), answer_due_at: null }), k.matter);

  return (
    <form className="stack report-form" onSubmit={send} noValidate>
      <section className="card stack"><h2><span className="num">1</span>{t('step1')}</h2><PhotoPicker photos={photos} onChange={setPhotos} /></section>
      <section className="card stack"><h2><span className="num">2</span>{t('step2')}</h2><PlaceField {...spot} /></section>
      <section className="card stack">
        <h2><span className="num">3</span>{t('step3')}</h2>
        <textarea className="input" value={text} aria-label={t('what')} placeholder={t('whatHint')} onChange={(e) => setText(e.target.value)} />
        <div className="row wrap"><Dictate onText={(words) => setText((old) => old + words)} /></div>
        <Category guess={guess.data} chosen={category} onChoose={setCategory} />
      </section>
      {known.length > 0 && (
        <section className="card stack same" aria-live="polite">
          <h2><Icon name="people" />{t('known')}</h2>
          <KnownList known={known.slice(0, 3)} onFollow={follow} busy={busy} />
          <Button small look="quiet" onClick={() => setNotSame(true)}>{t('different')}</Button>
        </section>
      )}
      <details className="more"><summary>{t('more')}</summary>
        <Field label={t('phone')}>{(id) => <input id={id} className="input" type="tel" inputMode="tel" autoComplete="tel" value={phone} onChange={(e) => setPhone(e.target.value)} />}</Field>
      </details>
      {error !== null && <Trouble error={error} />}
      <div className="send-bar"><Button type="submit" look="primary" wide disabled={busy} icon="check">{t(busy ? 'sending' : 'send')}</Button></div>
    </form>
  );
}
