import type { ReactNode } from 'react';
import { useTexts } from '@shared/i18n';
import { Button } from '@shared/parts';
import { QUICK, REPORTS } from './texts';

/** What is reported most, in one tap each: whoever does not like to type never has to. */
export function QuickWords({ onPick }: { onPick: (text: string) => void }): ReactNode {
  const t = useTexts(QUICK);
  const label = useTexts(REPORTS)('quick');
  return <div className="row wrap quick" role="group" aria-label={label}>{(Object.keys(QUICK) as (keyof typeof QUICK)[]).map((key) => <Button key={key} small onClick={() => onPick(t(key))}>{t(key)}</Button>)}</div>;
}
