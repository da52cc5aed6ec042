import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '@shared/api';
import { LAMPS, LAMP_COLOURS, lookUp, useLanguage, useTexts } from '@shared/i18n';
import { classSign } from '@shared/map';
import { LIVE } from './texts';

/** What the signs on the map mean: a class is a character, a limit is a colour. */
export function Legend(): ReactNode {
  const t = useTexts(LIVE);
  const lang = useLanguage();
  const matters = useQuery({ queryKey: ['matters'], queryFn: api.matters, staleTime: Infinity });
  const classes = [...new Map((matters.data ?? []).map((m) => [m.klass, lang === 'en' ? m.class_name_en : m.class_name])).entries()].sort();
  return (
    <div className="legend"><h2>{t('legend')}</h2>
      <ul>{(['green', 'yellow', 'red'] as const).map((lamp) => <li key={lamp}><i style={{ background: LAMP_COLOURS[lamp] }} />{lookUp(LAMPS, lamp, lang)}</li>)}<li><i className="crew-sign" />{t('crews')}</li></ul>
      <ul className="classes">{classes.map(([code, name]) => <li key={code}><i>{classSign(code, lang)}</i>{name}</li>)}</ul>
    </div>
  );
}
