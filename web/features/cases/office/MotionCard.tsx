import { useQuery } from '@tanstack/react-query';
import { Popconfirm } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { Link } from 'react-router';
import { api, newKey, openBlob, type CaseFile, type CasePaper, type Motion } from '@shared/api';
import { dayAndTime, lookUp, said, useLanguage, useTexts } from '@shared/i18n';
import { Article } from '@shared/law';
import { Button, Chip, Icon, Trouble } from '@shared/parts';
import { CASES, DATA } from '../texts';
import { useChanged, useReread } from './hooks';
import { NoTouch, touchFor } from './touch';
import { choiceIn, heading, whoIn, yuan } from './words';

/** One request on one screen: what is asked, by which article, on which papers; grant it, or return it with a reason. Big enough for a thumb. */
export function MotionCard({ motion }: { motion: Motion }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const changed = useChanged();
  const again = useReread(motion.case);
  const [key] = useState(newKey);
  const [returning, setReturning] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const file = useQuery({ queryKey: ['case', motion.case], queryFn: () => api.caseFile(motion.case), staleTime: 20_000 });
  const run = (act: () => Promise<CaseFile | Motion>): void => {
    setBusy(true);
    setError(null);
    act().then((found) => { if ('assessment' in found) changed(found); again(); }, setError).finally(() => setBusy(false));
  };
  const mine = motion.mine;
  const row = file.data?.case;
  return (
    <article className="motion card">
      <header><h3>{t('asks', { who: motion.asked_by, step: said(motion, 'step_name', lang) })}</h3><p className="muted">{dayAndTime(motion.asked_at, lang)} · <Link to={`/office/cases/${encodeURIComponent(motion.case)}`}>{motion.case}</Link></p></header>
      <dl className="motion-facts">
        <dt>{t('basis')}</dt><dd><Article code={motion.article} /></dd>
        {row !== undefined && <><dt>{t('summary')}</dt><dd><strong>{heading(row, 'violation_name', lang)}</strong> · {row.party || t('unknownParty')} · {row.address}{file.data !== undefined && file.data.facts_text !== '' && <span className="clip">{file.data.facts_text}</span>}</dd></>}
        <DataRows data={motion.data} />
        {motion.assigned.length > 0 && <><dt>{t('assignedTo')}</dt><dd>{motion.assigned.join('、')}</dd></>}
        {motion.note !== '' && <><dt>{t('note')}</dt><dd>{motion.note}</dd></>}
        {motion.papers.length > 0 && <><dt>{t('attached')}</dt><dd className="row wrap"><MotionPapers ids={motion.papers} papers={file.data?.papers ?? []} /></dd></>}
      </dl>
      {error instanceof NoTouch ? <p className="notice error" role="alert"><Icon name="finger" />{t('noTouch')}</p> : error !== null && <Trouble error={error} />}
      {returning ? <Return busy={busy} cancel={() => setReturning(false)} send={(reason) => run(() => api.returnMotion(motion.id, reason))} /> : mine || !motion.yours
        ? <p className="row wrap"><Chip colour="grey">{t('waitsFor', { who: whoIn(motion.waits_for, lang) })}</Chip>{mine && <Button small disabled={busy} onClick={() => run(() => api.withdrawMotion(motion.id))}>{t('withdraw')}</Button>}</p>
        : <div className="motion-buttons"><Popconfirm title={t('grantSure')} okText={t('grant')} cancelText={t('cancel')} onConfirm={() => run(async () => api.grantMotion(motion.id, key, await touchFor(motion.id)))}><Button look="primary" icon="check" disabled={busy}>{t('grant')}</Button></Popconfirm><Button disabled={busy} onClick={() => setReturning(true)}>{t('return')}</Button></div>}
    </article>
  );
}

function DataRows({ data }: { data: Motion['data'] }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const told = (name: string, value: unknown): string => {
    if (typeof value === 'boolean') return t(value ? 'yes' : 'noAnswer');
    if (typeof value === 'number') return name === 'amount' || name === 'surcharge' ? t('yuan', { n: yuan(value) }) : String(value);
    if (Array.isArray(value)) return value.map((one) => (typeof one === 'object' && one !== null ? Object.values(one).join(' ') : choiceIn(String(one), lang))).join('、');
    return name === 'until' ? dayAndTime(String(value), lang) : choiceIn(String(value), lang);
  };
  return <>{Object.entries(data).map(([name, value]) => <Row key={name} term={lookUp(DATA, name, lang)} text={told(name, value)} />)}</>;
}
const Row = ({ term, text }: { term: string; text: string }): ReactNode => <><dt>{term}</dt><dd>{text}</dd></>;

function Return({ busy, send, cancel }: { busy: boolean; send: (reason: string) => void; cancel: () => void }): ReactNode {
  const t = useTexts(CASES);
  const id = useId();
  const [reason, setReason] = useState('');
  return (
    <form className="stack" onSubmit={(e) => { e.preventDefault(); send(reason.trim()); }}>
      <label htmlFor={id}>{t('returnWhy')}</label><textarea id={id} className="input" rows={2} value={reason} autoFocus onChange={(e) => setReason(e.target.value)} />
      <div className="motion-buttons"><Button type="submit" look="danger" disabled={busy || reason.trim() === ''}>{t('return')}</Button><Button onClick={cancel}>{t('cancel')}</Button></div>
    </form>
  );
}

/** The papers that come with it, each to be read before one decides. */
function MotionPapers({ ids, papers }: { ids: readonly number[]; papers: readonly CasePaper[] }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const [error, setError] = useState<unknown>(null);
  return <>{ids.map((id) => <Button key={id} small onClick={() => void openBlob(() => api.paperPdf(id)).catch(setError)}>{said(papers.find((p) => p.id === id) ?? { name: t('openPdf'), name_en: '' }, 'name', lang)}</Button>)}{error !== null && <Trouble error={error} />}</>;
}
