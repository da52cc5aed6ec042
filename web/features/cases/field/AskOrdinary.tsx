import { type ReactNode, useState } from 'react';
import { newKey } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Button, Chip, Icon } from '@shared/parts';
import type { Allowed } from './ask';
import { useFieldCases, usePresent } from './cases';
import { type LocalCase, actorsOf } from './model';
import { SPOT } from './texts';

export const ORDINARY = 'T12';
const GROUNDS = { ground0: '罚款数额超过当场处罚限额', ground1: '当事人对事实有异议，需要调查', ground2: '案情复杂，需要调查' } as const;

/** Too much for the spot: the squad head is asked for the ordinary procedure, with both officers on the case. */
export function AskOrdinary({ found, allowed }: { found: LocalCase; allowed: Allowed }): ReactNode {
  const t = useTexts(SPOT);
  const { write, now } = useFieldCases();
  const people = usePresent(found);
  const [asking, setAsking] = useState(false);
  if (found.asked.includes(ORDINARY)) return <p className="notice good" role="status"><Icon name="check" />{t('asked')}</p>;
  const ask = (ground: string): Promise<void> => write([{
    key: newKey(), local: found.local, at: now(found.local).toISOString(), do: 'ask', actors: actorsOf(people, people[0]?.member ?? 0),
    body: { step: ORDINARY, data: { ground }, colleague: found.colleague, assigned: people.map((p) => p.member), papers: allowed.papers.map((kind) => ({ kind, by_hand: ['officer'] })), said: ground },
  }]);
  return (
    <section className="stack">
      <button type="button" className="big" aria-expanded={asking} onClick={() => setAsking(!asking)}><b>{t('askOrdinary')}</b><span>{[...allowed.papers, allowed.article].join(' · ')}</span><Icon name="next" /></button>
      {asking && <div className="card stack"><h2>{t('askWhy')} <Chip>{allowed.article}</Chip></h2>{(['ground0', 'ground1', 'ground2'] as const).map((g) => <Button key={g} wide onClick={() => void ask(GROUNDS[g])}>{t(g)}</Button>)}</div>}
    </section>
  );
}
