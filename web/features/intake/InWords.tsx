import type { ReactNode } from 'react';
import type { Waiting } from '@shared/api';
import { dayAndTime, useLanguage, useTexts } from '@shared/i18n';
import { INTAKE } from './texts';

/** Place, time, plates and numbers that stand in the text, so that nobody has to look for them. */
export function InWords({ found }: { found: Waiting['found'] }): ReactNode {
  const t = useTexts(INTAKE);
  const lang = useLanguage();
  const told: [string, string][] = [
    ...(found.address !== '' ? [[t('place'), found.address] as [string, string]] : []),
    ...(found.when !== '' ? [[t('when'), found.moment !== null ? `${found.when}（${dayAndTime(found.moment, lang)}）` : found.again ? `${found.when}（${t('again')}）` : found.when] as [string, string]] : []),
    ...found.plates.map((p) => [t('plate'), p] as [string, string]),
    ...found.phones.map((p) => [t('phone'), p] as [string, string]),
  ];
  if (told.length === 0) return null;
  return <dl className="in-words" aria-label={t('inWords')}>{told.map(([name, value]) => <div key={name + value}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
}
