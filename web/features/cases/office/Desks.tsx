import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import type { CaseDesk } from '@shared/api';
import { mark, nameIn, useLanguage, useTexts } from '@shared/i18n';
import { Chip, Empty, Spinner, Trouble } from '@shared/parts';
import { CASES } from '../texts';
import { CaseCard } from './CaseCard';
import { MotionCard } from './MotionCard';
import { useDesks } from './hooks';

const FIRST = 5;

/** What waits for the one who looks: requests to decide first, then the cases of each desk. */
export function Desks(): ReactNode {
  const t = useTexts(CASES);
  const query = useDesks();
  if (query.isPending) return <Spinner />;
  if (query.isError) return <Trouble error={query.error} retry={() => void query.refetch()} />;
  const { desks, motions } = query.data;
  const full = desks.filter((d) => d.count > 0);
  if (full.length === 0 && motions.length === 0) return <Empty icon="check" title={t('nothingWaits')}>{t('nothingWaitsText')}</Empty>;
  return (
    <div className="desks">
      {motions.length > 0 && <section className="desk motions"><h2>{t('motions')} <b>{motions.length}</b></h2><div className="motion-list">{motions.map((m) => <MotionCard key={m.id} motion={m} />)}</div></section>}
      {full.map((desk) => <OneDesk key={desk.id} desk={desk} />)}
      {desks.length > full.length && <p className="muted none">{desks.filter((d) => d.count === 0).map((d) => d.id).length > 0 && <EmptyDesks desks={desks.filter((d) => d.count === 0)} />}</p>}
    </div>
  );
}

function EmptyDesks({ desks }: { desks: readonly CaseDesk[] }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  return <>{t('emptyDesk')}{mark('：', lang)}{desks.map((d) => nameIn(d, lang)).join(mark('、', lang))}</>;
}

function OneDesk({ desk }: { desk: CaseDesk }): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const [open, setOpen] = useState(false);
  const shown = open ? desk.cases : desk.cases.slice(0, FIRST);
  return (
    <section className="desk" aria-label={nameIn(desk, lang)}>
      <h2>{nameIn(desk, lang)} <b>{desk.count}</b>{desk.late > 0 && <Chip colour="red">{t('lateCount', { n: desk.late })}</Chip>}</h2>
      <div className="desk-cases">{shown.map((row) => <CaseCard key={row.no} row={row} />)}</div>
      {desk.count > shown.length && <p className="row"><span className="muted grow">{t('moreOf', { n: desk.count, m: shown.length })}</span>{desk.cases.length > shown.length ? <button type="button" className="btn quiet small" onClick={() => setOpen(true)}>{t('loadMore')}</button> : <Link className="btn quiet small" to="/office/cases">{t('all')}</Link>}</p>}
    </section>
  );
}
