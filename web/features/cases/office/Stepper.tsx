import type { ReactNode } from 'react';
import type { CaseFile } from '@shared/api';
import { lookUp, said, useLanguage, useTexts } from '@shared/i18n';
import { Icon } from '@shared/parts';
import { CASES, PHASES } from '../texts';
import { ladder } from './phases';
import { heading, shortDay } from './words';

/** Where the case is in the procedure, what is behind it, and which ways lead on. */
export function Stepper({ file }: { file: CaseFile }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const { assessment } = file;
  const ways = [...new Set(assessment.allowed.filter((a) => a.to !== assessment.stage).map((a) => said(a, 'to_name', lang)))];
  return (
    <nav className="stepper" aria-label={t('stepper')}>
      <ol tabIndex={0}>{ladder(assessment.stage, file.timeline).map((rung) => (
        <li key={rung.phase} className={rung.is} aria-current={rung.is === 'now' ? 'step' : undefined}>
          <i>{rung.is === 'done' && <Icon name="check" />}</i><span>{lookUp(PHASES, rung.phase, lang)}</span>
          <small>{rung.is === 'now' ? heading(assessment, 'stage_name', lang) : rung.at !== null && rung.is === 'done' ? shortDay(rung.at, lang) : ''}</small>
        </li>
      ))}</ol>
      {ways.length > 0 && <p className="ways">{ways.map((state) => <span key={state}>{t('leadsTo', { state })}</span>)}</p>}
    </nav>
  );
}
