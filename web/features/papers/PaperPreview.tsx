import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { api, type PaperPreview as Shown } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Chip, Trouble } from '@shared/parts';
import { type Values, sent } from './fields';
import { PAPER_FORM } from './texts';

const WAIT_MS = 700; // long enough for a word to be finished

export function useLater<T>(value: T, ms = WAIT_MS): T {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return late;
}

export type Draft = { kind: string; fields: Values; agency: Values };

/** The draft as it would print. Asked anew a moment after the last change; what stands against it the case itself says. */
export function usePreview(draft: Draft | null): { shown: Shown | undefined; error: unknown; busy: boolean } {
  const asked = useLater(draft === null ? '' : JSON.stringify({ kind: draft.kind, fields: sent(draft.fields), agency: draft.agency, case: null }));
  const query = useQuery({
    queryKey: ['paper-preview', asked], queryFn: () => api.paperPreview(JSON.parse(asked) as Parameters<typeof api.paperPreview>[0]), enabled: asked !== '',
    placeholderData: (old) => old, retry: false, staleTime: Infinity, gcTime: 30_000,
  });
  return { shown: query.data, error: query.error, busy: query.isFetching };
}

export function PaperPages({ shown, error, busy, checking, problems, name }: { shown: Shown | undefined; error: unknown; busy: boolean; checking: boolean; problems: number | null; name: string }): ReactNode {
  const t = useTexts(PAPER_FORM);
  return (
    <section className="paper-pages" aria-busy={busy || checking}>
      <header className="row"><strong className="grow">{t('preview')}</strong>{busy || checking ? <span className="muted" role="status">{t('drawing')}</span> : shown !== undefined && problems !== null && <Chip colour={problems === 0 ? 'green' : 'yellow'}>{problems === 0 ? t('ready') : t('problems', { n: problems })}</Chip>}</header>
      {error !== null && error !== undefined && <Trouble error={error} />}
      {(shown === undefined || shown.pages.length === 0) && !busy && <p className="muted paper-none">{t('noPreview')}</p>}
      {shown?.pages.map((png, n) => <img key={n} src={`data:image/png;base64,${png}`} alt={t('previewOf', { name, n: n + 1 })} />)}
    </section>
  );
}
