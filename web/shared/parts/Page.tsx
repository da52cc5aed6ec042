import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Problem, SessionProvider } from '../api';
import { startPreferences } from '../i18n';
import '../theme/theme.css';
import { Spinner, Trouble } from './parts';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (count, error) => count < 2 && (!(error instanceof Problem) || error.status === 0 || error.status >= 500),
    },
  },
});

/** Starts one page: preferences, session, data cache. */
export function startPage(inside: ReactNode): void {
  startPreferences();
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no #root');
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <SessionProvider whileLoading={<Spinner />} onProblem={(problem, retry) => (
          <div style={{ padding: 24, maxWidth: 560, margin: '10vh auto' }}><Trouble error={problem} retry={retry} /></div>
        )}>{inside}</SessionProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}
