import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, type CheckResult, type CheckProblem, type Story } from '@shared/api';
import { STATES, lookUp, said, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Icon, Trouble } from '@shared/parts';
import { DEMO } from './texts';

export function LawfulCard({ lawful }: { lawful: Story['lawful'] }): ReactNode {
  const t = useTexts(DEMO);
  const lang = useLanguage();
  return (
    <section className="card demo-card lawful">
      <Icon name="stall" />
      <div className="grow">
        <p className="row wrap"><Chip colour={lawful === null || lawful.done ? 'green' : 'grey'}>{t(lawful === null || lawful.done ? 'lawfulTag' : 'notNowTag')}</Chip>{lawful !== null && <b>{lawful.title}</b>}</p>
        {lawful === null ? <p className="muted">{t('lawfulWait')}</p> : <>
          <p>{said(lawful, 'text', lang)}</p><p className="muted row wrap"><span><Icon name="pin" /> {lawful.place}</span><span><Icon name="clock" /> {lawful.hour}</span>{lawful.rule !== '' && <span><Icon name="shield" /> {said(lawful, 'rule', lang)}</span>}</p></>}
      </div>
    </section>
  );
}

export function CheckCard(): ReactNode {
  const t = useTexts(DEMO);
  const hint = useQuery({ queryKey: ['tamper-hint'], queryFn: api.tamperHint, retry: false, staleTime: 60_000 });
  const check = useMutation({ mutationFn: api.check });
  const [copied, setCopied] = useState(false);
  const sql = hint.data?.sql ?? '';
  const copy = (): void => void navigator.clipboard?.writeText(hint.data?.command || sql).then(() => setCopied(true), () => undefined);
  return (
    <section className="card demo-card check">
      <Icon name="shield" />
      <div className="grow">
        <p className="row wrap"><Chip>{t('checkTag')}</Chip><span>{t('checkText')}</span></p>
        {sql !== '' && <p className="sql" title={hint.data?.sqlite_file}><code tabIndex={0}>{sql}</code><Button small icon="copy" onClick={copy}>{t(copied ? 'copied' : 'copySql')}</Button></p>}
        <div aria-live="assertive">{check.isError && <Trouble error={check.error} />}{check.data !== undefined && <Found result={check.data} />}</div>
      </div>
      <Button look="primary" disabled={check.isPending} onClick={() => check.mutate()}>{t(check.isPending ? 'checking' : 'check')}</Button>
    </section>
  );
}

function Found({ result }: { result: CheckResult }): ReactNode {
  const t = useTexts(DEMO);
  if (result.problems.length === 0) {
    return <p className="verdict good"><Icon name="check" />{t('sound', { events: (result.checked['events'] ?? 0).toLocaleString(), s: result.seconds.toFixed(1) })}</p>;
  }
  return (
    <div className="verdict bad"><b><Icon name="alarm" />{t('culprit', { n: result.problems.length })}</b>
      <ul>{result.problems.slice(0, 5).map((p) => <li key={p.stream + p.what}><Culprit problem={p} /></li>)}</ul>
    </div>
  );
}

/** One change, in a person's words first: which ticket, what the table says, what the record says. */
function Culprit({ problem: p }: { problem: CheckProblem }): ReactNode {
  const t = useTexts(DEMO);
  const lang = useLanguage();
  const state = (value: string): string => (value in STATES ? `${lookUp(STATES, value, lang)} (${value})` : value || '—');
  return <>
    <b>{p.number ? t('ticketNo', { no: p.number }) : p.stream}</b> <code>{p.stream} #{p.seq}</code>
    <span className="culprit-what">{said(p, 'what', lang)}</span>
    {(p.table_value !== '' || p.event_value !== '') && <span className="culprit-values"><span>{t('inTable')} <del>{state(p.table_value)}</del></span><span>{t('inRecord')} <ins>{state(p.event_value)}</ins></span></span>}
  </>;
}
