import type { ReactNode } from 'react';
import type { CaseEntry, CaseFile } from '@shared/api';
import { dayAndTime, lookUp, nameIn, useLanguage, useTexts } from '@shared/i18n';
import { Article } from '@shared/law';
import { Chip } from '@shared/parts';
import { CASES, VOICES } from '../texts';
import { heading } from './words';

/** Everything that happened in the case: who, when, by which article, with which papers. Newest first. */
export function Timeline({ items, papers }: { items: readonly CaseEntry[]; papers: CaseFile['papers'] }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  return (
    <ol className="case-timeline">
      {[...items].reverse().map((x) => (
        <li key={x.seq} className={x.step.startsWith('T') ? '' : 'record'}>
          <p className="row wrap"><strong>{heading(x, 'title', lang)}</strong><Article code={x.article} /><span className="grow" /><time className="muted">{dayAndTime(x.at, lang)}</time></p>
          {x.who.length > 0 && <p className="muted">{x.who.map((name) => lookUp(VOICES, name, lang)).join(lang === 'zh' ? '、' : ', ')}{x.entered_by !== '' && ` · ${t('enteredBy', { who: x.entered_by })}`}</p>}
          {x.said !== '' && <p>{x.said}</p>}
          {x.papers.length > 0 && <p className="row wrap">{x.papers.map((number) => { const paper = papers.find((p) => p.number === number); return <Chip key={number}>{paper === undefined ? number : `${nameIn(paper, lang)} ${number}`}</Chip>; })}</p>}
        </li>
      ))}
    </ol>
  );
}
