import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useCallback, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { api, type CaseFile } from '@shared/api';
import { useLanguage, useTexts } from '@shared/i18n';
import { Button, Icon, Spinner, Trouble } from '@shared/parts';
import { CASES } from '../texts';
import { type Composer, type Draft, useAgency, usePeople } from './StepPage';
import { useCaseFile, useChanged, usePaperNames } from './hooks';
import { filled } from './stepForm';
import { heading } from './words';

/** A record, a statement or a letter that goes with no step: made while the case is open. */
export function FreePaper({ composer }: { composer: Composer }): ReactNode {
  const { no = '', kind = '' } = useParams();
  const query = useCaseFile(no);
  if (query.isPending) return <Spinner />;
  if (query.isError) return <Trouble error={query.error} retry={() => void query.refetch()} />;
  return <Chosen file={query.data} kind={query.data.free.includes(kind) ? kind : ''} composer={composer} />;
}

function Chosen({ file, kind, composer }: { file: CaseFile; kind: string; composer: Composer }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const names = usePaperNames();
  const go = useNavigate();
  const home = `/office/cases/${encodeURIComponent(file.case.no)}`;
  return (
    <div className="step-page">
      <header className="row wrap"><Link className="btn quiet small" to={`${home}?tab=papers`}><Icon name="back" />{t('back')}</Link><code>{file.case.no}</code><span className="muted">{heading(file.case, 'violation_name', lang)}</span></header>
      <div className="step-title"><h1>{t('otherPaper')}</h1></div>
      {file.free.length === 0 ? <p className="notice warn">{t('noOtherPaper')}</p> : <div className="row wrap" role="group" aria-label={t('otherPaper')}>{file.free.map((code) => <button key={code} type="button" className={`chip-button ${code === kind ? 'on' : ''}`} aria-pressed={code === kind} onClick={() => void go(`${home}/paper/${code}`)}>{names(code)}</button>)}</div>}
      {kind !== '' && <Form key={kind} file={file} kind={kind} composer={composer} home={home} />}
    </div>
  );
}

function Form({ file, kind, composer: PaperForms, home }: { file: CaseFile; kind: string; composer: Composer; home: string }): ReactNode {
  const t = useTexts(CASES);
  const go = useNavigate();
  const changed = useChanged();
  const people = usePeople(file);
  const agency = useAgency(file);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const onDrafts = useCallback((now: Draft[]) => setDraft(now[0] ?? null), []);
  const own = JSON.stringify(draft === null ? {} : filled(draft.own));
  const composed = useQuery({ queryKey: ['compose-free', file.case.no, kind, own], queryFn: () => api.composePaper(file.case.no, { kind, fields: JSON.parse(own) as Record<string, unknown>, signatures: [], by_hand: [], number: '' }), placeholderData: (old) => old, staleTime: Infinity, gcTime: 0, retry: false, refetchOnWindowFocus: false });
  const make = (): void => {
    if (draft === null) return;
    const { open: _, own: __, ...paper } = draft;
    setBusy(true);
    setError(null);
    api.makePaper(file.case.no, { number: '', ...paper }).then((now) => { changed(now); void go(`${home}?tab=papers`); }, setError).finally(() => setBusy(false));
  };
  if (composed.data === undefined) return composed.isError ? <Trouble error={composed.error} retry={() => void composed.refetch()} /> : <Spinner text={t('composing')} />;
  return (
    <>
      <PaperForms papers={[{ ...composed.data, required: true }]} people={people} agency={agency} checking={composed.isFetching} onChange={onDrafts} />
      <footer className="step-bar">
        {error !== null ? <Trouble error={error} /> : composed.isError && <Trouble error={composed.error} />}
        {draft !== null && draft.open > 0 && <p className="muted">{t('stillOpen', { n: draft.open })}</p>}
        <div className="row wrap"><span className="grow" /><Button look="primary" icon="check" disabled={busy || draft === null} onClick={make}>{t('makePaper')}</Button></div>
      </footer>
    </>
  );
}
