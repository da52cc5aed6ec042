import { type ReactNode, useState } from 'react';
import type { OpennessDesk } from '@shared/api';
import { lookUp, useLanguage, useTexts } from '@shared/i18n';
import { Trouble } from '@shared/parts';
import { DESK } from './deskTexts';

const KINDS = ['figures', 'cases', 'answer'] as const;

/** Who answers for which kind; the manager names another. */
export function Named({ desk, error, onName }: { desk: OpennessDesk; error: unknown; onName: (kind: string, account: number) => void }): ReactNode {
  const t = useTexts(DESK);
  const lang = useLanguage();
  const [changing, setChanging] = useState('');
  return (
    <section className="card stack">
      <h2>{t('named')}</h2>
      <p className="muted">{t('namedText')}</p>
      {error !== null && <Trouble error={error} />}
      <ul className="open-list">{KINDS.map((kind) => {
        const city = desk.named.find((n) => n.kind === kind && n.area === '');
        const others = desk.named.filter((n) => n.kind === kind && n.area !== '');
        return (
          <li key={kind} className="row wrap"><span className="grow"><strong>{lookUp(DESK, `k_${kind}`, lang)}</strong><br /><span className="muted">{[city === undefined ? t('nobody') : `${city.name}（${t('area')}）`, ...others.map((n) => `${n.name}（${n.area_name}）`)].join(lang === 'en' ? ', ' : '、')}</span></span>
            {desk.manages && (changing === kind
              ? <select className="input select" aria-label={t('choose')} defaultValue="" onChange={(e) => { setChanging(''); onName(kind, Number(e.target.value)); }}><option value="" disabled>{t('choose')}</option>{desk.people.map((p) => <option key={p.account} value={p.account}>{p.name}</option>)}</select>
              : <button type="button" className="btn small" onClick={() => setChanging(kind)}>{t('change')}</button>)}
          </li>);
      })}</ul>
    </section>
  );
}
