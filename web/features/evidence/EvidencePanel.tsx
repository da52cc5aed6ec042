import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { type ReactNode, useState } from 'react';
import { api, openBlob, saveBlob, type EvidenceRow } from '@shared/api';
import { dayAndTime, mark, useLanguage, useTexts } from '@shared/i18n';
import { Chip, Empty, Icon, Spinner, Trouble } from '@shared/parts';
import { AddEvidence } from './AddEvidence';
import { AskReason } from '@shared/parts/AskReason';
import { size } from './files';
import { EVIDENCE } from './texts';
import './evidence.css';

type Props = { about: string; area: string };

/** What the case rests on: each piece, who holds it, what was done with it. */
export function EvidencePanel({ about, area }: Props): ReactNode {
  const t = useTexts(EVIDENCE);
  const query = useQuery({ queryKey: ['evidence', about], queryFn: () => api.evidence(about) });
  const [open, setOpen] = useState<number | null>(null);
  const [adding, setAdding] = useState(false);
  const rows = query.data ?? [];
  return (
    <section className="evidence stack" aria-label={t('title')}>
      <div className="row wrap">
        <Button icon={<Icon name="plus" />} onClick={() => setAdding(true)}>{t('add')}</Button>
        <TakeOver />
        <span className="grow" />
        {rows.length > 0 && <AskReason label={t('bundle')} title={t('whyBundle')} run={async (reason) => saveBlob(await api.evidenceBundle(about, reason), `${about.replace(':', '-')}-evidence.zip`)} />}
      </div>
      {adding && <AddEvidence about={about} area={area} done={() => setAdding(false)} />}
      {query.isPending && <Spinner />}
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && rows.length === 0 && !adding && <Empty icon="camera" title={t('none')}>{t('noneText')}</Empty>}
      <ul className="evidence-list">{rows.map((row) => <Piece key={row.id} row={row} open={() => setOpen(row.id)} />)}</ul>
      <Drawer open={open !== null} size={560} title={t('chain')} onClose={() => setOpen(null)} destroyOnHidden>{open !== null && <Chain id={open} about={about} />}</Drawer>
    </section>
  );
}

function Piece({ row, open }: { row: EvidenceRow; open: () => void }): ReactNode {
  const t = useTexts(EVIDENCE);
  const lang = useLanguage();
  return (
    <li className={row.state}>
      <div className="grow">
        <p className="row wrap"><strong>{row.title}</strong><Chip colour="grey">{lang === 'en' ? row.sort_name_en : row.sort_name}</Chip>{row.parent !== null && <Chip colour="grey">{t('copy')}</Chip>}{row.state === 'excluded' && <Chip colour="red">{t('excluded')}</Chip>}{row.doubts.length > 0 && <Chip colour="yellow">{t('doubts')} {row.doubts.length}</Chip>}</p>
        {row.proves !== '' && <p>{row.proves}</p>}
        <p className="muted">{dayAndTime(row.captured_at, lang)} · {size(row.size)} · {t('holder', { who: row.holder })} · <code title={row.sha256}>{row.sha256.slice(0, 12)}</code></p>
      </div>
      <Button size="small" onClick={open}>{t('details')}</Button>
    </li>
  );
}

function Chain({ id, about }: { id: number; about: string }): ReactNode {
  const t = useTexts(EVIDENCE);
  const lang = useLanguage();
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['evidence', about, id], queryFn: () => api.evidenceFile(id) });
  const again = async (): Promise<void> => { await client.invalidateQueries({ queryKey: ['evidence', about] }); };
  if (query.isPending) return <Spinner />;
  if (query.isError) return <Trouble error={query.error} />;
  const { item, chain, copies } = query.data;
  return (
    <div className="stack">
      <h3>{item.title}</h3>
      <div className="row wrap">
        <AskReason label={t('open')} title={t('whyOpen')} run={async (reason) => { await openBlob(() => api.originalOf(id, reason)); await again(); }} />
        <HandOver id={id} />
        {item.state === 'excluded' ? <AskReason label={t('readmit')} title={t('whyReadmit')} run={async (reason) => { await api.readmitEvidence(id, reason); await again(); }} />
          : <AskReason danger label={t('exclude')} title={t('whyExclude')} run={async (reason) => { await api.excludeEvidence(id, reason); await again(); }} />}
      </div>
      {item.doubts.length > 0 && <div className="notice warn"><ul>{item.doubts.map((d) => <li key={d.join()}>{(lang === 'en' ? d[1] : d[0]) ?? d.join(' ')}</li>)}</ul></div>}
      <ol className="custody">{chain.map((link) => (
        <li key={link.seq}><p className="row wrap"><strong>{lang === 'en' ? link.title_en : link.title}</strong><time className="muted">{dayAndTime(link.at, lang)}</time></p><p className="muted">{[link.who, link.holder !== '' ? t('holder', { who: link.holder }) : ''].filter(Boolean).join(' · ')}</p>{link.reason !== '' && <p>{t('reason')}{mark('：', lang)}{link.reason}</p>}</li>
      ))}</ol>
      {copies.length > 0 && <p>{t('copies')}{mark('：', lang)}{copies.map((c) => c.how || c.title).join(mark('；', lang))}</p>}
      <details><summary>{t('digests')}</summary><p className="digest">SHA-256 {item.sha256}</p><p className="digest">SM3 {item.sm3}</p></details>
    </div>
  );
}

function HandOver({ id }: { id: number }): ReactNode {
  const t = useTexts(EVIDENCE);
  const [offer, setOffer] = useState<{ code: string; seconds: number } | null>(null);
  const [error, setError] = useState<unknown>(null);
  return <>
    <Button onClick={() => void api.offerEvidence(id).then(setOffer, setError)}>{t('offer')}</Button>
    {error !== null && <Trouble error={error} />}
    {offer !== null && <div className="notice"><div><p className="digest">{offer.code}</p><p className="muted">{t('codeHint', { n: offer.seconds })}</p></div></div>}
  </>;
}

function TakeOver(): ReactNode {
  const t = useTexts(EVIDENCE);
  const client = useQueryClient();
  const [done, setDone] = useState('');
  return <><AskReason label={t('take')} title={t('enterCode')} run={async (code) => { const taken = await api.takeCustody(code); setDone(t('taken', { who: taken.holder })); await client.invalidateQueries({ queryKey: ['evidence'] }); }} />{done !== '' && <span role="status">{done}</span>}</>;
}
