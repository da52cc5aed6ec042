import { type ReactNode, useState } from 'react';
import { api } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Button, Icon, Trouble } from '@shared/parts';
import { REPORTS } from './texts';

type Props = { receipt: string; code: string; rating: { score: number; text: string } | null; onRated: () => void };
const SCORES = [1, 2, 3, 4, 5] as const;

const Stars = ({ score }: { score: number }): ReactNode => (
  <span className="stars" aria-hidden="true">{SCORES.map((n) => <Icon key={n} name="star" className={n <= score ? 'on' : ''} />)}</span>
);

export function Rating({ receipt, code, rating, onRated }: Props): ReactNode {
  const t = useTexts(REPORTS);
  const [score, setScore] = useState(0);
  const [text, setText] = useState('');
  const [error, setError] = useState<unknown>(null);
  if (rating !== null) {
    return <section className="card stack"><h2>{t('rated')}</h2><p><Stars score={rating.score} /><span className="sr-only">{t('score', { n: rating.score })}</span></p>{rating.text !== '' && <p>{rating.text}</p>}</section>;
  }
  const send = (): void => void api.rate(receipt, { code, score, text }).then(onRated, setError);
  return (
    <section className="card stack">
      <h2>{t('rateTitle')}</h2>
      <div className="row star-row" role="radiogroup" aria-label={t('rateTitle')}>
        {SCORES.map((n) => (
          <button key={n} type="button" role="radio" aria-checked={score === n} aria-label={t('score', { n })} className={`star ${n <= score ? 'on' : ''}`} onClick={() => setScore(n)}><Icon name="star" /></button>
        ))}
      </div>
      {score > 0 && <><textarea className="input" value={text} aria-label={t('rateText')} placeholder={t('rateText')} onChange={(e) => setText(e.target.value)} />
        <Button look="primary" wide onClick={send}>{t('rateSend')}</Button></>}
      {error !== null && <Trouble error={error} />}
    </section>
  );
}
