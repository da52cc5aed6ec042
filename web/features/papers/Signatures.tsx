import type { ReactNode } from 'react';
import { lookUp, useLanguage, useTexts } from '@shared/i18n';
import { SignaturePad } from './SignaturePad';
import { type How, type Slot, mayRefuse } from './signatures';
import { PAPER_FORM, SIGNERS } from './texts';

/** Who has to sign this paper, and how each of them does. */
export function Signatures({ slots, onChange }: { slots: readonly Slot[]; onChange: (slots: Slot[]) => void }): ReactNode {
  const t = useTexts(PAPER_FORM);
  if (slots.length === 0) return null;
  const put = (n: number, change: Partial<Slot>): void => onChange(slots.map((s, i) => (i === n ? { ...s, ...change } : s)));
  return (
    <section className="paper-signatures">
      <h4>{t('signatures')}</h4><p className="muted">{t('signNote')}</p>
      {slots.map((slot, n) => <OneSlot key={n} slot={slot} put={(change) => put(n, change)} />)}
    </section>
  );
}

function OneSlot({ slot, put }: { slot: Slot; put: (change: Partial<Slot>) => void }): ReactNode {
  const t = useTexts(PAPER_FORM);
  const lang = useLanguage();
  const role = lookUp(SIGNERS, slot.role, lang);
  const ways: readonly (readonly [How, 'glass' | 'byHand' | 'refuses'])[] = [['glass', 'glass'], ['hand', 'byHand'], ...(mayRefuse(slot.role) ? [['refused', 'refuses'] as const] : [])];
  return (
    <fieldset className="paper-slot">
      <legend>{role}{slot.name !== '' && ` · ${slot.name}`}</legend>
      <div className="segmented" role="radiogroup" aria-label={role}>{ways.map(([how, word]) => <button key={how} type="button" role="radio" aria-checked={slot.how === how} onClick={() => put({ how })}>{t(word)}</button>)}</div>
      {slot.how !== 'hand' && (
        <div className="paper-parts">
          <label className="paper-part"><span>{t('signer')}</span><input className="input" value={slot.name} onChange={(e) => put({ name: e.target.value })} /></label>
          {slot.role === 'officer' && <label className="paper-part"><span>{t('certificate')}</span><input className="input" value={slot.certificate} onChange={(e) => put({ certificate: e.target.value })} /></label>}
        </div>
      )}
      {slot.how === 'glass' && <SignaturePad label={`${role} ${slot.name}`} strokes={slot.strokes} onChange={(strokes) => put({ strokes })} />}
      {slot.how === 'refused' && <label className="paper-part"><span>{t('refusedWhy')}</span><textarea className="input" rows={2} value={slot.refused} onChange={(e) => put({ refused: e.target.value })} /></label>}
    </fieldset>
  );
}
