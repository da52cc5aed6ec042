import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { api, type PublicationFile } from '@shared/api';
import { dayAndTime, lookUp, said, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Field, Icon, Spinner, Trouble } from '@shared/parts';
import { AskReason } from '@shared/parts/AskReason';
import { MonthPage } from './Figures';
import { Pictures } from './Pictures';
import { DESK } from './deskTexts';

const PAGES = { figures: '/open/figures', cases: '/open/cases', answer: '/open/answers' } as const;

/** One publication: its draft, what one may do with it, and its history. */
export function Publication({ id }: { id: number }): ReactNode {
  const query = useQuery({ queryKey: ['publication', id], queryFn: () => api.publication(id) });
  if (query.isPending) return <Spinner />;
  if (query.isError) return <Trouble error={query.error} retry={() => void query.refetch()} />;
  return <File key={`${id}:${query.data.history.length}`} file={query.data} />;
}

function File({ file }: { file: PublicationFile }): ReactNode {
  const t = useTexts(DESK);
  const lang = useLanguage();
  const client = useQueryClient();
  const [later, setLater] = useState('');
  const one = file.row;
  const top = useRef<HTMLElement>(null);
  useEffect(() => { if (window.innerWidth < 900) top.current?.scrollIntoView({ block: 'start' }); }, []);
  const may = (action: string): boolean => file.may.includes(action);
  const taken = (next: PublicationFile): void => {
    client.setQueryData(['publication', one.id], next);
    void client.invalidateQueries({ queryKey: ['openness'] });
  };
  const step = useMutation({ mutationFn: (run: () => Promise<PublicationFile>) => run(), onSuccess: taken });
  const because = (action: 'hold' | 'withdraw') => async (reason: string): Promise<void> => taken(await api.publicationBecause(one.id, action, reason));
  return (
    <article ref={top} className="stack openness-file">
      <p className="row wrap"><Chip colour="grey">{said(one, 'kind_name', lang)}</Chip><Chip>{lookUp(DESK, `s_${one.state}`, lang)}</Chip>{one.state === 'shown' && <a href={PAGES[one.kind]} target="_blank" rel="noreferrer"><Icon name="link" /> {t('publicPage')}</a>}</p>
      <h2>{one.kind === 'answer' ? one.title : said(one, 'title', lang)}</h2>
      {one.reason !== '' && <p className="notice warn">{t(one.state === 'withdrawn' ? 'gone' : 'held', { why: one.reason })}</p>}
      {step.error !== null && <Trouble error={step.error} />}
      {may('edit') ? <Draft file={file} busy={step.isPending} onSave={(title, texts) => step.mutate(() => api.editPublication(one.id, { title, texts }))} /> : <Texts file={file} />}
      {one.kind === 'answer' && may('edit') && <Pictures file={file} onChanged={taken} />}
      {file.figures !== null && <details className="card" open={one.state === 'proposed'}><summary>{t('preview')}</summary><div className="stack"><MonthPage data={file.figures} /></div></details>}
      {file.may.length > 0 && <section className="card stack">
        {may('release') && <>
          <p>{t('releaseText')}</p>
          <Field label={t('showLater')}>{(fid) => <input id={fid} className="input" type="datetime-local" value={later} onChange={(e) => setLater(e.target.value)} />}</Field>
        </>}
        <div className="row wrap">
          {may('release') && <Button look="primary" icon="check" disabled={step.isPending} onClick={() => step.mutate(() => api.releasePublication(one.id, later === '' ? null : `${later}:00+08:00`))}>{t('release')}</Button>}
          {may('recount') && <Button icon="refresh" disabled={step.isPending} onClick={() => step.mutate(() => api.recountPublication(one.id))}>{t('recount')}</Button>}
          {may('hold') && <AskReason label={t('hold')} title={t('holdWhy')} run={because('hold')} />}
          {may('withdraw') && <AskReason label={t('withdraw')} title={t('withdrawWhy')} danger run={because('withdraw')} />}
        </div>
      </section>}
      <section className="card stack"><h3>{t('history')}</h3><ol className="open-list">{file.history.map((h, i) => <li key={i}><strong>{said(h, 'title', lang)}</strong> <span className="muted">{dayAndTime(h.at, lang)} · {h.by || t('bySystem')}</span>{h.reason !== '' && <><br />{h.reason}</>}</li>)}</ol>
        {one.digest !== '' && <p className="muted">{t('digest')}<br /><code className="openness-digest">{one.digest}</code></p>}
      </section>
    </article>
  );
}

const nameOf = (field: string): keyof typeof DESK => `f_${field.split('.')[0] ?? ''}` as keyof typeof DESK;

function Draft({ file, busy, onSave }: { file: PublicationFile; busy: boolean; onSave: (title: string, texts: Record<string, string>) => void }): ReactNode {
  const t = useTexts(DESK);
  const [title, setTitle] = useState(file.row.title);
  const [texts, setTexts] = useState(() => Object.fromEntries(file.texts.map((x) => [x.field, x.text])));
  return (
    <form className="card stack" onSubmit={(e) => { e.preventDefault(); onSave(title, texts); }}>
      <Field label={t('heading')}>{(id) => <input id={id} className="input" value={title} maxLength={120} onChange={(e) => setTitle(e.target.value)} />}</Field>
      {file.texts.map((x, i) => <div key={x.field} className="stack">
        {x.about !== '' && x.about !== file.texts[i - 1]?.about && <p className="notice">{x.about}</p>}
        <Field label={t(nameOf(x.field))}>{(id) => <textarea id={id} className="input" rows={3} maxLength={3000} value={texts[x.field] ?? ''} onChange={(e) => setTexts((old) => ({ ...old, [x.field]: e.target.value }))} />}</Field>
      </div>)}
      <Button type="submit" disabled={busy}>{t('save')}</Button>
    </form>
  );
}

const Texts = ({ file }: { file: PublicationFile }): ReactNode => {
  const t = useTexts(DESK);
  const told = file.texts.filter((x) => x.text !== '');
  if (told.length === 0) return null;
  return <section className="card stack">{told.map((x) => <div key={x.field}><span className="muted">{t(nameOf(x.field))}</span><p>{x.text}</p></div>)}</section>;
};
