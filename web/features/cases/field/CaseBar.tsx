import type { ReactNode } from 'react';
import { clockTime, said, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Icon } from '@shared/parts';
import { useFieldCases } from './cases';
import type { Entry, LocalCase } from './model';
import { SPOT } from './texts';

/** What is still on the phone, and what is wrong with its storage. */
export function CaseBar(): ReactNode {
  const t = useTexts(SPOT);
  const { entries, online, signedOut, broken } = useFieldCases();
  const n = entries.filter((e) => e.state === 'waiting').length;
  return (
    <div className="case-bar" aria-live="polite">
      {broken !== '' && <p className="notice error"><Icon name="alarm" />{t('broken', { why: broken })}</p>}
      {n > 0 && <p className="notice warn"><Icon name="refresh" /><span><b>{t('waiting', { n })}</b>{signedOut ? ` · ${t('signedOut')}` : !online && ` · ${t('offline')}`}</span></p>}
    </div>
  );
}

/** "T10 被拒: INV-36 …", and what to do. */
export function Refusals({ entries }: { entries: readonly Entry[] }): ReactNode {
  const t = useTexts(SPOT);
  const { again } = useFieldCases();
  const [first] = entries;
  return <>{entries.map((e) => <Refused key={e.key} entry={e} />)}{first !== undefined && <Button wide icon="refresh" onClick={() => void again(first.local)}>{t('resend')}</Button>}</>;
}

function Refused({ entry: e }: { entry: Entry }): ReactNode {
  const t = useTexts(SPOT);
  const lang = useLanguage();
  const step = e.do === 'step' ? `${e.body.step} ` : '';
  return (
      <div className="notice error refusal" role="alert"><Icon name="alarm" />
        <div className="grow"><p><b>{step}{t('refused')}: {e.refusal?.code}</b> {e.refusal === undefined ? '' : said(e.refusal, 'detail', lang)}</p><p className="muted">{t('refusedDo')}</p></div></div>
  );
}

export function CaseList({ onOpen }: { onOpen: (local: string) => void }): ReactNode {
  const t = useTexts(SPOT);
  const { cases } = useFieldCases();
  if (cases.length === 0) return null;
  return <section className="stack"><h2>{t('cases')}</h2><ul className="stack">{cases.map((c) => <li key={c.local}><Row found={c} onOpen={onOpen} /></li>)}</ul></section>;
}

function Row({ found, onOpen }: { found: LocalCase; onOpen: (local: string) => void }): ReactNode {
  const t = useTexts(SPOT);
  const lang = useLanguage();
  const { kit } = useFieldCases();
  const violation = kit?.violations.find((v) => v.id === found.given['violation']);
  return (
    <button type="button" className="pick case-row" onClick={() => onOpen(found.local)}>
      <span className="grow"><b>{(lang === 'en' ? violation?.name_en : violation?.name) ?? String(found.given['violation'])}</b><br /><span className="muted">{clockTime(found.at, lang)} · {found.place.address}</span></span>
      {found.refused.length > 0 ? <Chip colour="red">{t('refused')}</Chip> : found.waiting > 0 ? <Chip colour="yellow">{t('waiting', { n: found.waiting })}</Chip> : <Chip colour="green">{found.no}</Chip>}
    </button>
  );
}
