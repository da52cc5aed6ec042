import { useQuery } from '@tanstack/react-query';
import { type ReactNode, type RefObject, useState } from 'react';
import { api, type MatterRef } from '@shared/api';
import { mark, nameIn, percent, type Texts, useLanguage, useTexts } from '@shared/i18n';
import { Chip } from './parts';
import './matter.css';

const TEXTS = {
  category: ['事项类别', 'Category'], candidates: ['候选与依据（按数字键）', 'Candidates and why (press a digit)'], because: ['依据：{words}', 'because of {words}'], photo: ['照片：{things}', 'photo: {things}'], noCandidates: ['文字和照片里认不出类别，请搜索。', 'Neither text nor photo names a category we know; search for it.'], searchMatter: ['搜索 250 个事项（按 M）', 'Search the 250 matters (press M)'], chosen: ['已选', 'Chosen'],
} as const satisfies Texts;

type Candidate = MatterRef & { words?: readonly string[]; seen?: readonly { name: string; name_en: string }[] };
type Props = { candidates: readonly Candidate[]; chosen: MatterRef | null; focus?: RefObject<HTMLInputElement | null>; label?: string; onChoose: (matter: MatterRef) => void };
const MOST = 8;

/** Guesses with their confidence and what decided, and a search through all matters. */
export function MatterPicker({ candidates, chosen, focus, label, onChoose }: Props): ReactNode {
  const t = useTexts(TEXTS);
  const lang = useLanguage();
  const [words, setWords] = useState('');
  const [marked, setMarked] = useState(0);
  const matters = useQuery({ queryKey: ['matters'], queryFn: api.matters, staleTime: Infinity });
  const wanted = words.trim().toLowerCase();
  const found = wanted === '' ? [] : (matters.data ?? []).filter((m) => m.code.startsWith(wanted) || m.name.includes(wanted) || m.name_en.toLowerCase().includes(wanted)).slice(0, MOST);
  const why = ({ words: said = [], seen = [] }: Candidate): string => {
    const comma = mark('、', lang);
    const parts = [
      ...(said.length > 0 ? [t('because', { words: said.slice(0, 3).join(comma) })] : []),
      ...(seen.length > 0 ? [t('photo', { things: seen.map((thing) => nameIn(thing, lang)).join(comma) })] : []),
    ];
    return parts.join(mark('；', lang));
  };
  const take = (m: { code: string; name: string; name_en: string } | undefined): void => {
    if (m === undefined) return;
    onChoose({ code: m.code, name: m.name, name_en: m.name_en, confidence: 0 });
    setWords('');
    focus?.current?.blur();
  };
  return (
    <section className="matter-picker" aria-label={t('category')}>
      {focus !== undefined && (candidates.length === 0 ? <p className="muted">{t('noCandidates')}</p> : <p className="muted">{t('candidates')}</p>)}
      <div className="row wrap">
        {candidates.map((m, i) => <button key={m.code} type="button" className="candidate" aria-pressed={chosen?.code === m.code} onClick={() => onChoose(m)}>{focus !== undefined && <kbd>{i + 1}</kbd>}<span className="candidate-name">{nameIn(m, lang)}{why(m) !== '' && <small className="muted">{why(m)}</small>}</span><span className="muted">{percent(m.confidence)}</span></button>)}
        {chosen !== null && !candidates.some((m) => m.code === chosen.code) && <Chip>{t('chosen')}{mark('：', lang)}{nameIn(chosen, lang)}</Chip>}
      </div>
      <input {...(focus === undefined ? {} : { ref: focus })} className="input" value={words} placeholder={label ?? t('searchMatter')} aria-label={label ?? t('searchMatter')} onChange={(e) => { setWords(e.target.value); setMarked(0); }} onKeyDown={(e) => {
        if (e.key === 'ArrowDown') { e.preventDefault(); setMarked(Math.min(marked + 1, found.length - 1)); }
        if (e.key === 'ArrowUp') { e.preventDefault(); setMarked(Math.max(marked - 1, 0)); }
        if (e.key === 'Enter' && !e.ctrlKey && !e.metaKey) { e.preventDefault(); take(found[marked]); }
        if (e.key === 'Escape') { setWords(''); e.currentTarget.blur(); }
      }} />
      {found.length > 0 && <ul className="found" role="listbox">{found.map((m, i) => <li key={m.code} role="option" aria-selected={i === marked}><button type="button" tabIndex={-1} onClick={() => take(m)}><code>{m.code}</code> {nameIn(m, lang)}</button></li>)}</ul>}
    </section>
  );
}
