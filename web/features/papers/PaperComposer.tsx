import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { api, type ComposedPaper, type PaperDraft } from '@shared/api';
import { nameIn, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Spinner, Trouble } from '@shared/parts';
import { PaperForm } from './PaperForm';
import { PaperPages, usePreview } from './PaperPreview';
import { Signatures } from './Signatures';
import { type Values, isGiven, sent } from './fields';
import { type Person, type Slot, given, isDone, slotsFor } from './signatures';
import { PAPER_FORM } from './texts';
import './composer.css';

type People = Readonly<Record<string, readonly Person[]>>;
/** One paper of a step as it stands: what would be sent, what of it the person wrote himself, and how much is still open. */
export type ComposedDraft = PaperDraft & { own: Record<string, unknown>; open: number };
export type ComposerProps = { papers: readonly ComposedPaper[]; people: People; agency: Values; checking: boolean; onChange: (drafts: ComposedDraft[]) => void };
/** What the person did to a paper; everything else is what the case says of itself, however often that is asked anew. */
type Mine = { on: boolean; own: Values; slots: Slot[] };

/** All papers of one step: the forms left, the printed page right. */
export function PaperComposer({ papers, people, agency, checking, onChange }: ComposerProps): ReactNode {
  const t = useTexts(PAPER_FORM);
  const lang = useLanguage();
  const kinds = useQuery({ queryKey: ['paper-kinds'], queryFn: api.paperKinds, staleTime: Infinity });
  const [mine, setMine] = useState<Readonly<Record<string, Mine>>>({});
  const [shownKind, setShownKind] = useState('');
  const of = (p: ComposedPaper): Mine => mine[p.kind] ?? { on: p.required, own: {}, slots: slotsFor(p.sign, people) };
  const paper = papers.find((p) => p.kind === shownKind) ?? papers[0];
  const current = paper === undefined ? undefined : of(paper);
  const values = useMemo(() => ({ ...paper?.fields, ...current?.own }), [paper, current?.own]);
  const preview = usePreview(paper === undefined ? null : { kind: paper.kind, fields: values, agency });
  const kindOf = useMemo(() => new Map((kinds.data ?? []).map((k) => [k.code, k])), [kinds.data]);
  useEffect(() => onChange(papers.flatMap((p) => draftOf(p, mine[p.kind] ?? { on: p.required, own: {}, slots: slotsFor(p.sign, people) }, kindOf.get(p.kind)?.fields ?? []))), [papers, people, mine, kindOf, onChange]);
  if (paper === undefined || current === undefined) return null;
  const kind = kindOf.get(paper.kind);
  const put = (change: Partial<Mine>): void => setMine((old) => ({ ...old, [paper.kind]: { ...current, ...change } }));
  const objections = paper.objections.map((o) => ({ field: o.field, text: lang === 'en' ? o.text_en : o.text }));
  const next = papers[papers.indexOf(paper) + 1];
  return (
    <div className="composer">
      <div className="composer-left">
        {papers.length > 1 && <div className="composer-tabs" role="tablist">{papers.map((p) => <button key={p.kind} type="button" role="tab" aria-selected={p.kind === paper.kind} onClick={() => setShownKind(p.kind)}>{nameIn(p, lang)}{!of(p).on && <small>{t('optional')}</small>}</button>)}</div>}
        <header className="row wrap"><h3 className="grow">{nameIn(paper, lang)} <code>{paper.kind}</code></h3>
          {paper.required ? <Chip>{t('required')}</Chip> : <label className="tick"><input type="checkbox" checked={current.on} onChange={(e) => put({ on: e.target.checked })} /> {t('attach')}</label>}</header>
        {kinds.isError && <Trouble error={kinds.error} retry={() => void kinds.refetch()} />}
        {!current.on && <div className="paper-off"><p className="muted">{t('notMade')}</p><Button icon="plus" onClick={() => put({ on: true })}>{t('attachThis', { name: nameIn(paper, lang) })}</Button></div>}
        {current.on && (kind === undefined ? kinds.isPending && <Spinner /> : <PaperForm key={kind.code} kind={kind} values={values} objections={objections} officers={people['unit'] ?? []} onChange={(now) => put({ own: { ...current.own, ...changedIn(values, now) } })} />)}
        {current.on && <Signatures slots={current.slots} onChange={(slots) => put({ slots })} />}
        {next !== undefined && <Button icon="next" onClick={() => setShownKind(next.kind)}>{nameIn(next, lang)}</Button>}
      </div>
      <div className="composer-right" tabIndex={0} role="region" aria-label={t('preview')}><PaperPages {...preview} checking={checking} problems={current.on ? objections.length : null} name={nameIn(paper, lang)} /></div>
    </div>
  );
}

const changedIn = (before: Values, now: Values): Values => Object.fromEntries(Object.entries(now).filter(([id, value]) => before[id] !== value));

function draftOf(p: ComposedPaper, one: Mine, fields: readonly { id: string; needed: boolean }[]): ComposedDraft[] {
  if (!one.on) return [];
  const values: Values = { ...p.fields, ...one.own };
  const empty = fields.filter((f) => f.needed && !isGiven(values[f.id])).length;
  return [{ kind: p.kind, fields: sent(values), own: one.own, ...given(one.slots), open: empty + one.slots.filter((s) => !isDone(s)).length }];
}
