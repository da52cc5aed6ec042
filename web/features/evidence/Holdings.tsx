import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Popover } from 'antd';
import { type ReactNode, useState } from 'react';
import { api, type HoldingRow } from '@shared/api';
import { lookUp, useLanguage, useTexts } from '@shared/i18n';
import { Article } from '@shared/law';
import { Chip, Spinner, Trouble } from '@shared/parts';
import { AskReason } from '@shared/parts/AskReason';
import { holdingLight } from './files';
import { EVIDENCE, OUTCOMES } from './texts';
import './evidence.css';

/** Goods of this case that are preserved or seized, each with its last day. */
export function Holdings({ about }: { about: string }): ReactNode {
  const t = useTexts(EVIDENCE);
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['holdings', about], queryFn: () => api.holdings(about) });
  const again = async (): Promise<void> => { await client.invalidateQueries({ queryKey: ['holdings'] }); };
  if (query.isPending) return <Spinner />;
  if (query.isError) return <Trouble error={query.error} retry={() => void query.refetch()} />;
  if (query.data.length === 0) return <p className="muted">{t('noHoldings')}</p>;
  return <ul className="evidence-list">{query.data.map((row) => <Holding key={row.id} row={row} again={again} />)}</ul>;
}

function Holding({ row, again }: { row: HoldingRow; again: () => Promise<void> }): ReactNode {
  const t = useTexts(EVIDENCE);
  const lang = useLanguage();
  const held = row.state === 'held';
  return (
    <li>
      <div className="grow">
        <p className="row wrap"><strong>{lang === 'en' ? row.sort_name_en : row.sort_name}</strong><Article code={row.article.replace(' / ', ' · ')} />{held && row.days_left !== null && <Chip colour={holdingLight(row.days_left)}>{row.days_left < 0 ? t('daysOver', { n: -row.days_left }) : t('daysLeft', { n: row.days_left })}</Chip>}{row.extended && <Chip colour="grey">{t('extended')}</Chip>}</p>
        <ul className="goods">{row.items.map((item, n) => <li key={n}>{[item['name'], item['quantity'], item['unit']].filter(Boolean).join(' ')}{row.outcome[n] !== undefined && row.outcome[n] !== '' && ` → ${lookUp(OUTCOMES, row.outcome[n], lang)}`}</li>)}</ul>
        <p className="muted">{[row.kept_at === '' ? '' : t('keptAt', { where: row.kept_at }), row.last_day === null ? '' : t('lastDay', { day: row.last_day }), t('holder', { who: row.holder })].filter(Boolean).join(' · ')}</p>
      </div>
      {held && row.about.startsWith('case:') && <p className="muted">{t('bySteps')}</p>}
      {held && !row.about.startsWith('case:') && <div className="row wrap"><AskReason label={t('extend')} title={t('whyExtend')} run={async (reason) => { await api.extendHolding(row.id, reason); await again(); }} />
        <Decide row={row} again={again} /></div>}
    </li>
  );
}

/** Where each thing goes. All at once: a list is dealt with or it is not. */
function Decide({ row, again }: { row: HoldingRow; again: () => Promise<void> }): ReactNode {
  const t = useTexts(EVIDENCE);
  const lang = useLanguage();
  const [open, setOpen] = useState(false);
  const [outcome, setOutcome] = useState<string[]>(() => row.items.map(() => 'returned'));
  const [error, setError] = useState<unknown>(null);
  const send = (): void => { setError(null); api.decideHolding(row.id, outcome).then(async () => { setOpen(false); await again(); }, setError); };
  const form = (
    <div className="stack ask-reason">
      {row.items.map((item, n) => (
        <label key={n} className="row"><span className="grow">{item['name']}</span>
          <select className="input" value={outcome[n]} onChange={(e) => setOutcome((old) => old.map((o, i) => (i === n ? e.target.value : o)))}>{Object.keys(OUTCOMES).map((code) => <option key={code} value={code}>{lookUp(OUTCOMES, code, lang)}</option>)}</select></label>
      ))}
      {error !== null && <Trouble error={error} />}
      <Button type="primary" onClick={send}>{t('confirm')}</Button>
    </div>
  );
  return <Popover trigger="click" open={open} onOpenChange={setOpen} content={form} placement="bottom"><Button>{t('decide')}</Button></Popover>;
}
