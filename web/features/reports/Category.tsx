import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, type Guess, type ReportGuess } from '@shared/api';
import { nameIn, percent, useLanguage, useTexts } from '@shared/i18n';
import { Button } from '@shared/parts';
import { REPORTS } from './texts';

type Props = { guess: ReportGuess | undefined; chosen: string | null; onChoose: (code: string) => void };

/** The machine's guess with its confidence; the citizen may change it, and never has to. */
export function Category({ guess, chosen, onChoose }: Props): ReactNode {
  const t = useTexts(REPORTS);
  const lang = useLanguage();
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState('');
  const matters = useQuery({ queryKey: ['matters'], queryFn: api.matters, enabled: open, staleTime: Infinity });
  const offered: Guess[] = guess === undefined ? [] : [...(guess.category === null ? [] : [guess.category]), ...guess.alternatives];
  const picked = offered.find((g) => g.code === chosen) ?? matters.data?.find((m) => m.code === chosen);
  const first = picked ?? guess?.category ?? null;
  const found = (matters.data ?? []).filter((m) => words !== '' && (m.name.includes(words) || m.name_en.toLowerCase().includes(words.toLowerCase()))).slice(0, 12);
  const choose = (code: string): void => { onChoose(code); setOpen(false); };
  if (first === null && !open) return <Button small onClick={() => setOpen(true)}>{t('search')}</Button>;
  return (
    <div className="category">
      {first !== null && (
        <div className="row wrap">
          <span className="muted">{t('category')}</span><strong>{nameIn(first, lang)}</strong>
          {chosen === null && 'confidence' in first && <span className="chip grey">{t('sure', { p: percent(first.confidence) })}</span>}
          <Button small look="quiet" onClick={() => setOpen(!open)} aria-expanded={open}>{t('change')}</Button>
        </div>
      )}
      {open && (
        <div className="stack">
          <div className="row wrap">
            {offered.map((g) => <Button key={g.code} small look={g.code === chosen ? 'primary' : ''} onClick={() => choose(g.code)}>{nameIn(g, lang)}</Button>)}
          </div>
          <input className="input" value={words} placeholder={t('search')} aria-label={t('search')} onChange={(e) => setWords(e.target.value)} />
          <div className="row wrap">{found.map((m) => <Button key={m.code} small onClick={() => choose(m.code)}>{nameIn(m, lang)}</Button>)}</div>
        </div>
      )}
    </div>
  );
}
