import { type ReactNode, use, useState } from 'react';
import { Link } from 'react-router';
import { dayAndTime, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip } from '@shared/parts';
import type { Draft } from './draft';
import type { Outbox } from './outbox';
import { DRAFTS } from './texts';
import { outbox, useOutboxState } from './useOutbox';

type Props = { trackPath: (receipt: string, code: string) => string; onOpen: (draft: Draft) => void };
const COLOURS = { writing: 'grey', waiting: 'yellow', refused: 'red', sent: 'green' } as const;

/** What lies on this phone: what waits, what went out by itself, what was refused and why, what is not finished. Nothing: no card. */
export default function Drafts({ trackPath, onOpen }: Props): ReactNode {
  const t = useTexts(DRAFTS);
  const box = use(outbox());
  const { drafts, sending } = useOutboxState(box);
  if (drafts.length === 0) return null;
  return (
    <section className="card drafts" aria-live="polite">
      <h2>{t('title')}</h2>
      <ul>{[...drafts].reverse().map((d) => <Row key={d.key} draft={d} box={box} busy={sending === d.key} trackPath={trackPath} onOpen={onOpen} />)}</ul>
    </section>
  );
}

function Row({ draft, box, busy, trackPath, onOpen }: Props & { draft: Draft; box: Outbox; busy: boolean }): ReactNode {
  const t = useTexts(DRAFTS);
  const lang = useLanguage();
  const [sure, setSure] = useState(false);
  const { state, shots } = draft;
  const about = [dayAndTime(draft.madeAt, lang), shots.length > 0 ? t('pictures', { n: shots.length }) : '', state === 'sent' ? t('receipt', { no: draft.receipt }) : ''];
  const drop = (): void => { if (sure || state === 'sent') void box.drop(draft); else setSure(true); };
  return (
    <li className="draft">
      <div className="row"><strong className="grow">{draft.title || draft.text.slice(0, 20) || t('unnamed')}</strong><Chip colour={COLOURS[state]}>{t(busy ? 'busy' : state)}</Chip></div>
      <p className="muted">{about.filter(Boolean).join(' · ')}</p>
      {state !== 'sent' && draft.why !== '' && <p className="why">{draft.why}</p>}
      {sure && <p className="why" role="alert">{t('sureDrop')}</p>}
      <div className="row wrap">
        {state === 'sent' && <Link className="btn small" to={trackPath(draft.receipt, draft.code)}>{t('look')}</Link>}
        {(state === 'writing' || state === 'refused') && <Button small look="primary" onClick={() => onOpen(draft)}>{t(state === 'writing' ? 'go' : 'mend')}</Button>}
        {state === 'waiting' && <Button small disabled={busy} onClick={() => void box.flush()}>{t('now')}</Button>}
        {!busy && <Button small look={sure ? 'danger' : 'quiet'} onClick={drop}>{t(state === 'sent' ? 'hide' : 'drop')}</Button>}
      </div>
    </li>
  );
}
