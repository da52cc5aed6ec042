import type { ReactNode } from 'react';
import type { CaseFile } from '@shared/api';
import { dayAndTime, said, useLanguage, useTexts } from '@shared/i18n';
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
      <ul className="due-papers">{file.gaps.map((g) => <li key={`${g.step} ${g.at}`}><span className="grow">{said(g, 'name', lang)}</span><span className="muted">{dayAndTime(g.at, lang)}</span></li>)}</ul>
    </section>
  );
}
