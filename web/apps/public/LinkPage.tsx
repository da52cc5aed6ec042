import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { useParams } from 'react-router';
import { JobPage, QueueBar, QueueProvider } from '@features/dispatch';
import { api, type FieldEvent, type FieldResult } from '@shared/api';
import { Spinner, Trouble } from '@shared/parts';

type Sent = { results: FieldResult[] };

/** The job behind a one-time link: for units without phones of ours. */
export default function LinkPage(): ReactNode {
  const { token = '' } = useParams();
  const job = useQuery({ queryKey: ['jobs', token], queryFn: () => api.linkJob(token), refetchInterval: 10_000 });
  const send = useMemo(() => async (events: readonly FieldEvent[]): Promise<Sent> => {
    const results: FieldResult[] = [];
    for (const event of events) results.push(await api.linkEvent(token, event));
    return { results };
  }, [token]);
  if (job.isPending) return <Spinner />;
  if (job.isError) return <Trouble error={job.error} retry={() => void job.refetch()} />;
  return <QueueProvider owner={`link.${token}`} send={send}><QueueBar /><JobPage job={job.data} /></QueueProvider>;
}
