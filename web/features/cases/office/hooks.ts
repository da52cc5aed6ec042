import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, useCityNow, type CaseFile } from '@shared/api';
import { nameIn, useLanguage } from '@shared/i18n';
import { dayIn } from './limits';

const REREAD_MS = 20_000;

export const useDesks = () => useQuery({ queryKey: ['cases', 'desks'], queryFn: api.desks, refetchInterval: REREAD_MS });
export const useCaseFile = (no: string) => useQuery({ queryKey: ['case', no], queryFn: () => api.caseFile(no) });

/** Today in the city; changes at its midnight. */
export function useToday(): string {
  return dayIn(useCityNow(30_000));
}

/** Names of kinds of papers by their codes. */
export function usePaperNames(): (code: string) => string {
  const lang = useLanguage();
  const kinds = useQuery({ queryKey: ['paper-kinds'], queryFn: api.paperKinds, staleTime: Infinity });
  const names = useMemo(() => new Map((kinds.data ?? []).map((k) => [k.code, nameIn(k, lang)])), [kinds.data, lang]);
  return (code) => names.get(code) ?? code;
}

/** Reads one case and every list again. */
export function useReread(no: string): () => void {
  const client = useQueryClient();
  return () => { void client.invalidateQueries({ queryKey: ['case', no] }); void client.invalidateQueries({ queryKey: ['cases'] }); };
}

/** Whatever changed a case: its new file is put in place, every list is read again. */
export function useChanged(): (file: CaseFile) => void {
  const client = useQueryClient();
  return (file) => {
    client.setQueryData(['case', file.case.no], file);
    void client.invalidateQueries({ queryKey: ['cases'] });
    void client.invalidateQueries({ queryKey: ['evidence'] });
  };
}
