import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { CaseFile } from '@shared/api';
import { dayAndTime, mark, said, useLanguage, useTexts } from '@shared/i18n';
import { CASES } from '../texts';

/** What officers did in front of somebody and no picture or recording shows: to be explained before the volume is closed. */
export function Gaps({ file }: { file: CaseFile }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  if (file.gaps.length === 0) return null;
  return (
    <section className="card">
      <h2>{t('gaps')}</h2>
      <p className="muted">{t('gapsLead')}</p>
      <ul className="due-papers">{file.gaps.map((g) => <li key={g.code}><span className="grow">{said(g, 'name', lang)}{g.why !== '' && <small className="muted">{mark('：', lang)}{g.why}</small>}</span><span className="muted">{dayAndTime(g.at, lang)}</span></li>)}</ul>
      {file.gaps.some((g) => g.why === '') && file.may.some((m) => m.step === 'gap_explained' && m.take) && <Link className="btn small" to={`/office/cases/${encodeURIComponent(file.case.no)}/gap_explained`}>{t('explainGap')}</Link>}
    </section>
  );
}
