import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useParams } from 'react-router';
import { type Photo, useCityNow } from '@shared/api';
import { type TaskView, community } from '@shared/api/community';
import { dayAndTime, remaining, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Photos, Spinner, Trouble } from '@shared/parts';
import { Camera, Fold, Text, useSend } from './parts';
import { RESIDENT } from './texts';
import './community.css';

type Props = { code: string; put: (next: TaskView) => void };
const STATES = { agreed: 'taskOpen', done: 'taskDone', failed: 'taskFailed' } as const;

/** What a joint meeting gave a firm to do: no account, one answer, and until when. */
export default function FirmTask(): ReactNode {
  const { code = '' } = useParams();
  const t = useTexts(RESIDENT);
  const lang = useLanguage();
  const now = useCityNow(1_000);
  const client = useQueryClient();
  const key = ['firm-task', code];
  const found = useQuery({ queryKey: key, queryFn: () => community.task(code), retry: false });
  if (found.isError) return <Trouble error={found.error} retry={() => void found.refetch()} />;
  if (found.data === undefined) return <Spinner />;
  const task = found.data;
  const put = (next: TaskView): void => { client.setQueryData(key, next); };
  const left = (new Date(task.limit_at).getTime() - now.getTime()) / 1000;
  const open = task.state === 'agreed';
  return (
    <div className="community">
      <section className="card stack">
        <p>{t('taskLead', { firm: task.firm, area: task.area_name, no: task.no })}</p>
        <h1>{task.text}</h1>
        <p className="row wrap"><Chip colour={open ? '' : 'grey'}>{t(STATES[task.state as keyof typeof STATES] ?? 'taskOpen')}</Chip>{open && <><strong>{t('taskUntil', { t: dayAndTime(task.limit_at, lang) })}</strong><Chip colour={left < 0 ? 'red' : 'green'}>{left < 0 ? t('taskLate') : remaining(left, lang)}</Chip></>}</p>
        {task.result !== '' && <p>{task.result}</p>}
        <Photos urls={task.photos} />
      </section>
      {open && <><Done code={code} put={put} /><NotPossible code={code} put={put} /></>}
      <p className="muted">{t('taskRule')}</p>
    </div>
  );
}

function Done({ code, put }: Props): ReactNode {
  const t = useTexts(RESIDENT);
  const [text, setText] = useState('');
  const [photos, setPhotos] = useState<Photo[]>([]);
  const { busy, error, send } = useSend();
  return (
    <form className="card stack" onSubmit={send(async () => put(await community.answerTask(code, { text, photos: photos.map((p) => p.id), failed: false })))} noValidate>
      <Text label={t('whatDone')} rows={2} value={text} onChange={setText} />
      <Camera photos={photos} onChange={setPhotos} label={t('photo')} />
      {error !== null && <Trouble error={error} />}
      <Button type="submit" look="primary" wide icon="check" disabled={busy}>{t('repaired')}</Button>
    </form>
  );
}

function NotPossible({ code, put }: Props): ReactNode {
  const t = useTexts(RESIDENT);
  const [text, setText] = useState('');
  const { busy, error, send } = useSend();
  return (
    <Fold title={t('taskCannot')}>
      <form className="stack" onSubmit={send(async () => put(await community.answerTask(code, { text, photos: [], failed: true })))} noValidate>
        <Text label={t('why')} rows={2} value={text} onChange={setText} />
        {error !== null && <Trouble error={error} />}
        <Button type="submit" disabled={busy}>{t('send')}</Button>
      </form>
    </Fold>
  );
}
