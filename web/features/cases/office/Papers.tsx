import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { api, openBlob, type CaseFile } from '@shared/api';
import { dayAndTime, nameIn, useLanguage, useTexts } from '@shared/i18n';
import { Article } from '@shared/law';
import { Button, Chip, Icon, Trouble } from '@shared/parts';
import { CASES } from '../texts';
import { usePaperNames } from './hooks';

const STATE = { draft: ['draft', 'grey'], numbered: ['numbered', 'yellow'], final: ['final', 'green'], voided: ['voided', 'red'] } as const;

/** Papers that were made, and the volume that binds them. */
export function Papers({ file }: { file: CaseFile }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const [error, setError] = useState<unknown>(null);
  const show = (read: () => Promise<Blob>): void => { setError(null); void openBlob(read).catch(setError); };
  return (
    <div className="stack">
      {error !== null && <Trouble error={error} />}
      {file.papers.length === 0 ? <p className="muted">{t('noPapers')}</p> : (
        <ul className="paper-list">{file.papers.map((p) => {
          const [word, colour] = STATE[p.state as keyof typeof STATE] ?? (['draft', 'grey'] as const);
          return <li key={p.id}><div className="grow"><p className="row wrap"><strong>{nameIn(p, lang)}</strong><Chip colour={colour}>{t(word)}</Chip></p><p className="muted">{[p.number, p.pages > 0 ? t('pages', { n: p.pages }) : '', dayAndTime(p.made_at, lang)].filter(Boolean).join(' · ')}</p></div>{p.state !== 'draft' && <Button small aria-label={`${t('openPdf')} ${nameIn(p, lang)}`} onClick={() => show(() => api.paperPdf(p.id))}>{t('openPdf')}</Button>}</li>;
        })}</ul>
      )}
      <p className="row wrap">{file.free.length > 0 && <Link className="btn small" to={`/office/cases/${encodeURIComponent(file.case.no)}/paper`}><Icon name="plus" />{t('otherPaper')}</Link>}<Button small icon="download" onClick={() => show(() => api.caseVolume(file.case.no))}>{t('volume')}</Button></p>
    </div>
  );
}

export function DuePapers({ file }: { file: CaseFile }): ReactNode {
  const t = useTexts(CASES);
  const names = usePaperNames();
  const due = file.assessment.due_documents;
  if (due.length === 0) return null;
  return <section className="card"><h2>{t('duePapers')}</h2><ul className="due-papers">{due.map((d) => <li key={d.paper + d.step}><span className="grow">{names(d.paper)}</span><Article code={d.article} />{d.by !== null && <span className="muted">{t('by', { day: d.by })}</span>}</li>)}</ul></section>;
}
