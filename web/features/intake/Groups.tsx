import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, type IntakeCategories, type MatterRef } from '@shared/api';
import { dayAndTime, nameIn, useLanguage, useTexts } from '@shared/i18n';
import { Button, Spinner, Trouble } from '@shared/parts';
import { MatterPicker } from '@shared/parts/MatterPicker';
import { INTAKE } from './texts';

type Group = IntakeCategories['categories'][number];

/** All reports that a sender calls by one name become one matter, in one step; remembered, visible, undoable. */
export function Groups({ onFilter }: { onFilter: (category: string) => void }): ReactNode {
  const t = useTexts(INTAKE);
  const lang = useLanguage();
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['intake', 'categories'], queryFn: api.intakeCategories, refetchInterval: 10_000 });
  const [open, setOpen] = useState('');
  const [chosen, setChosen] = useState<MatterRef | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [said, setSaid] = useState(false);
  const change = (work: Promise<unknown>): void => {
    setError(null);
    work.then(() => { setOpen(''); setChosen(null); setSaid(true); void client.invalidateQueries({ queryKey: ['intake'] }); }, setError);
  };
  if (query.isPending) return <Spinner />;
  if (query.isError) return <Trouble error={query.error} retry={() => void query.refetch()} />;
  const row = (g: Group): ReactNode => (
    <li key={g.category}>
      <div className="row wrap"><button type="button" className="link grow" onClick={() => onFilter(g.category)}>{g.category}</button><b>{t('waitingN', { n: g.waiting.toLocaleString() })}</b>
        {g.nameless > 0 && <Button small aria-expanded={open === g.category} onClick={() => { setOpen(open === g.category ? '' : g.category); setChosen(g.suggestion); }}>{t('mapAll')}…</Button>}</div>
      {open === g.category && (
        <div className="stack">
          <MatterPicker candidates={g.suggestion === null ? [] : [g.suggestion]} chosen={chosen} label={t('searchMatter')} onChoose={setChosen} />
          {chosen !== null && <Button small look="primary" onClick={() => change(api.mapCategory(g.category, chosen.code))}>{t('confirmMap', { category: g.category, n: g.nameless.toLocaleString(), matter: nameIn(chosen, lang) })}</Button>}
        </div>
      )}
    </li>
  );
  return (
    <div className="groups stack">
      <p className="muted">{t('groupsHint')}</p>
      {error !== null && <Trouble error={error} />}
      {said && <p className="notice good" role="status">{t('mapped')}</p>}
      <ul>{query.data.categories.map(row)}</ul>
      <h3>{t('mappings')}</h3>
      {query.data.mappings.length === 0 ? <p className="muted">{t('noMappings')}</p> : <p className="muted">{t('undoHint')}</p>}
      <ul>{query.data.mappings.map((m) => (
        <li key={m.category}><div className="row wrap"><span className="grow">{m.category} → <strong>{nameIn(m.matter, lang)}</strong><div className="muted">{t('by', { who: m.made_by, t: dayAndTime(m.made_at, lang) })}</div></span><Button small onClick={() => change(api.forgetMapping(m.category))}>{t('undo')}</Button></div></li>
      ))}</ul>
    </div>
  );
}
