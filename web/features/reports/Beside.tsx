import { type ReactNode, useState } from 'react';
import type { Known } from '@shared/api';
import { day, distance, useLanguage, useTexts } from '@shared/i18n';
import { Button, Icon } from '@shared/parts';
import type { Draft } from './drafts/draft';
import type { Outbox } from './drafts/outbox';
import { useBytes } from './drafts/ShotPicker';
import { REPORTS } from './texts';

type Props = { known: readonly Known[]; draft: Draft; box: Outbox; busy: boolean; onFollow: (known: Known) => void; onDifferent: () => void };

/** The known thing beside one's own: photo beside photo, words beside words. The citizen says whether it is the same. */
export function Beside({ known, draft, box, busy, onFollow, onDifferent }: Props): ReactNode {
  const t = useTexts(REPORTS);
  const lang = useLanguage();
  const [nth, setNth] = useState(0);
  const k = known[Math.min(nth, known.length - 1)];
  if (k === undefined) return null;
  const matter = lang === 'en' ? k.matter_en || k.matter : k.matter;
  return (
    <section className="card stack same" aria-live="polite">
      <h2><Icon name="people" />{t('sameThing')}</h2>
      <p>{t('sameText', { d: distance(k.distance_m, lang), when: day(k.since, lang), n: k.followers })}</p>
      <div className="beside">
        <Side title={t('mine')} words={draft.text || t('noWords')}><Mine draft={draft} box={box} /></Side>
        <Side title={matter} words={k.text || matter}>{k.photo === '' ? <Blank text={matter} /> : <img src={k.photo} alt={t('theirPhoto')} loading="lazy" />}</Side>
      </div>
      <Button look="primary" wide disabled={busy} onClick={() => onFollow(k)}>{t('sameFollow')}</Button>
      <div className="row wrap">
        <Button small look="quiet" className="grow" onClick={() => (nth + 1 < known.length ? setNth(nth + 1) : onDifferent())}>{t('different')}</Button>
        {known.length > 1 && <span className="muted">{t('nth', { i: nth + 1, n: known.length })}</span>}
      </div>
    </section>
  );
}

const Side = ({ title, words, children }: { title: string; words: string; children: ReactNode }): ReactNode => (
  <figure><figcaption>{title}</figcaption>{children}<p className="muted">{words}</p></figure>
);

const Blank = ({ text }: { text: string }): ReactNode => <span className="known-blank" aria-hidden="true">{text.slice(0, 1)}</span>;

function Mine({ draft, box }: { draft: Draft; box: Outbox }): ReactNode {
  const t = useTexts(REPORTS);
  const shot = draft.shots.find((s) => !s.type.startsWith('video/'));
  const url = useBytes(box, shot?.id ?? '');
  return url === '' ? <Blank text={t('mine')} /> : <img src={url} alt={t('myPhoto')} />;
}
