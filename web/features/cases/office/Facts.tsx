import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { CaseFile } from '@shared/api';
import { lookUp, said, useLanguage, useTexts } from '@shared/i18n';
import { Article } from '@shared/law';
import { Chip } from '@shared/parts';
import { CASES, CHOICES } from '../texts';
import { useToday } from './hooks';
import { yuan } from './words';

const PROCEDURES = { simple: 'simple', ordinary: 'ordinary', 'ordinary (off-site)': 'offsite' } as const;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Who, what, by which hands, within which range. */
export function Facts({ file }: { file: CaseFile }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const today = useToday();
  const { case: c, assessment: a } = file;
  const party = file.party ?? {};
  return (
    <section className="card facts-card">
      <h2>{t('facts')}</h2>
      {file.facts_text !== '' && <p className="measure">{file.facts_text}</p>}
      <dl>
        <dt>{t('party')}</dt><dd>{text(party['name']) || c.party || t('unknownParty')} {text(party['trade_name'])} <span className="muted">{[text(party['id_no']), text(party['phone'])].filter(Boolean).join(' · ')}</span></dd>
        <dt>{t('place')}</dt><dd>{c.address}</dd>
        <dt>{t('officers')}</dt><dd className="row wrap">{file.officers.length === 0 ? t('noOfficers') : file.officers.map((o) => <span key={o.member} className="officer">{o.name} <span className="muted">{o.certificate}</span>{o.lead && <Chip>{t('inCharge')}</Chip>}{o.certificate_to !== null && o.certificate_to < today && <Chip colour="red">{t('certInvalid')}</Chip>}</span>)}</dd>
        <dt>{t('procedure')}</dt><dd>{a.procedure in PROCEDURES ? t(PROCEDURES[a.procedure as keyof typeof PROCEDURES]) : '—'}{a.hearing_right && <Chip>{t('hearingRight')}</Chip>}</dd>
        {a.range !== null && <><dt>{t('range')}</dt><dd>{t('yuan', { n: `${yuan(a.range[0])}–${yuan(a.range[1])}` })} <Article code={a.article} />{a.tier !== '' && <Chip colour="grey">{t('tier')} {lookUp(CHOICES, a.tier, lang)}</Chip>}</dd></>}
        {c.amount !== null && <><dt>{t('amount')}</dt><dd>{t('yuan', { n: yuan(c.amount) })}{a.surcharge > 0 && ` · ${t('surcharge')} ${t('yuan', { n: yuan(a.surcharge) })}`}</dd></>}
        {file.ticket !== null && <><dt>{t('source')}</dt><dd>{t('fromTicket', { no: file.ticket.no })}</dd></>}
      </dl>
      <Priors file={file} />
    </section>
  );
}

function Priors({ file }: { file: CaseFile }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const { priors, months: n } = file.register;
  return (
    <div className="priors"><h3>{t('priors', { n })}</h3>
      {priors.length === 0 ? <p className="muted">{file.case.party === '' ? t('unknownParty') : t(file.register.spares ? 'noPriors' : 'noPriorsAtAll')}</p> : <ul>{priors.map((p) => <li key={p.no}><Link to={`/office/cases/${encodeURIComponent(p.no)}`}>{p.no}</Link> <span className="muted">{p.on} · {said(p, 'outcome_name', lang)}</span></li>)}</ul>}
    </div>
  );
}
