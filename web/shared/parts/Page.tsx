import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Problem, SessionProvider, fallback } from '../api';
import { startPreferences } from '../i18n';
import '../theme/theme.css';
import { Boundary } from './Boundary';
import { Spinner, Trouble } from './parts';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always', // with no network a query fails and says so, or finds what the phone remembers; it does not wait for ever
      staleTime: 5_000,
      retry: (count, error) => count < 2 && (!(error instanceof Problem) || error.status === 0 || error.status >= 500),
    },
  },
});

const Stopped = (props: { error: Problem; retry: () => void }): ReactNode =>
  <div style={{ padding: 24, maxWidth: 560, margin: '10vh auto' }}><Trouble {...props} /></div>;

/** Starts one page: preferences, session, data cache. */
export function startPage(inside: ReactNode): void {
  startPreferences();
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no #root');
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <Boundary instead={<Stopped error={new Problem(fallback('broken'), 0, 'broken')} retry={() => location.reload()} />}>
          <SessionProvider whileLoading={<Spinner />} onProblem={(problem, retry) => <Stopped error={problem} retry={retry} />}>{inside}</SessionProvider>
        </Boundary>
      </QueryClientProvider>
    </StrictMode>,
  );
}
