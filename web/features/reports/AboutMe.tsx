import type { ReactNode } from 'react';
import { useSession } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Field } from '@shared/parts';
import type { Draft } from './drafts/draft';
import { REPORTS } from './texts';

/** Who reports: a phone, nobody, or a child without data of its own. It is said plainly what each means. */
export function AboutMe({ draft, set }: { draft: Draft; set: (change: Partial<Draft>) => void }): ReactNode {
  const t = useTexts(REPORTS);
  const { anonymous_reports } = useSession();
  return (
    <div className="stack">
      <label className="row check"><input type="checkbox" checked={draft.under14} onChange={(e) => set({ under14: e.target.checked })} /><span>{t('under14')}</span></label>
      {draft.under14 ? (
        <>
          <p className="notice">{t('under14Text')}</p>
          <Field label={t('guardianPhone')}>{(id) => <input id={id} className="input" type="tel" inputMode="tel" value={draft.guardianPhone} onChange={(e) => set({ guardianPhone: e.target.value })} />}</Field>
          {draft.guardianPhone !== '' && <label className="row check"><input type="checkbox" checked={draft.consents} onChange={(e) => set({ consents: e.target.checked })} /><span>{t('consents')}</span></label>}
        </>
      ) : (
        <>
          <Field label={t('phone')}>{(id) => <input id={id} className="input" type="tel" inputMode="tel" autoComplete="tel" required={!anonymous_reports} value={draft.phone} onChange={(e) => set({ phone: e.target.value })} />}</Field>
          {draft.phone === '' && <p className="muted">{t(anonymous_reports ? 'anonymous' : 'phoneNeeded')}</p>}
        </>
      )}
    </div>
  );
}
