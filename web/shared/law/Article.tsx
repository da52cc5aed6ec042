import type { ReactNode } from 'react';
import { useLanguage } from '../i18n';
import { cite } from './cite';

/** The article that something stands on; its code shows when one points at it. */
export function Article({ code }: { code: string }): ReactNode {
  const lang = useLanguage();
  return code === '' ? null : <cite className="article-code" title={code}>{cite(code, lang)}</cite>;
}
