import type { ReactNode } from 'react';
import type { Known } from '@shared/api';
import { distance, useLanguage, useTexts } from '@shared/i18n';
import { Button } from '@shared/parts';
import { REPORTS } from './texts';

type Props = { known: readonly Known[]; onFollow: (known: Known) => void; busy?: boolean };

export function KnownList({ known, onFollow, busy = false }: Props): ReactNode {
  const t = useTexts(REPORTS);
  const lang = useLanguage();
  const matter = (k: Known): string => (lang === 'en' ? k.matter_en || k.matter : k.matter);
  return (
    <ul className="stack">
      {known.map((k) => (
        <li key={k.ticket} className="known">
          {k.photo !== '' ? <img src={k.photo} alt={t('theirPhoto')} loading="lazy" /> : <span className="known-blank" aria-hidden="true">{matter(k).slice(0, 1)}</span>}
          <div className="grow">
            <strong>{matter(k)}</strong>
            {k.text !== '' && <p>{k.text}</p>}
            <p className="muted">{t('knownText', { name: t('inProgress'), d: distance(k.distance_m, lang), n: k.followers })}</p>
          </div>
          <Button small look="primary" disabled={busy} onClick={() => onFollow(k)}>{t('follow')}</Button>
        </li>
      ))}
    </ul>
  );
}
