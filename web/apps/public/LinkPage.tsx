import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { useParams } from 'react-router';
import { DISPATCH, JobPage, QueueBar, QueueProvider } from '@features/dispatch';
import { Problem, api, type FieldEvent, type FieldResult } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Empty, Spinner, Trouble } from '@shared/parts';

type Sent = { results: FieldResult[] };

/** The job behind a one-time link: for units without phones of ours. */
export default function LinkPage(): ReactNode {
  const t = useTexts(DISPATCH);
  const { token = '' } = useParams();
  const [finished, setFinished] = useState(false);
  const job = useQuery({ queryKey: ['jobs', token], queryFn: () => api.linkJob(token), refetchInterval: 10_000, enabled: !finished });
  const send = useMemo(() => async (events: readonly FieldEvent[]): Promise<Sent> => {
    const results: FieldResult[] = [];
    for (const event of events) results.push(await answer(token, event));
    if (results.some((r, i) => r.outcome !== 'refused' && events[i]?.action === 'handled')) setFinished(true); // the link is spent now
    return { results };
  }, [token]);
  if (finished) return <Empty icon="check" title={t('linkDone')}>{t('linkDoneText')}</Empty>;
  if (job.isPending) return <Spinner />;
  if (job.isError) return <Trouble error={job.error} retry={() => void job.refetch()} />;
  return <QueueProvider owner={`link.${token}`} send={send}><QueueBar /><JobPage job={job.data} /></QueueProvider>;
}

/** A refusal is an answer, to be shown; only a network that is gone leaves the event waiting. */
async function answer(token: string, event: FieldEvent): Promise<FieldResult> {
  try {
    return await api.linkEvent(token, event);
  } catch (error) {
    if (!(error instanceof Problem) || error.status < 400 || error.status >= 500) throw error;
    return { key: event.key, outcome: 'refused', detail: error.message, detail_en: error.message, code: error.code };
  }
}
