import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { Link, useParams } from 'react-router';
import { Problem, api } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Button, Spinner, Trouble } from '@shared/parts';
import { TELL } from './tellTexts';

/** Where the link in a message leads: opening it is the one tap. A preview of the link runs no script and stops nothing. */
export default function StopPage(): ReactNode {
  const t = useTexts(TELL);
  const { code = '' } = useParams();
  const work = useMutation({ mutationFn: (undo: boolean) => (undo ? api.undoStop(code) : api.stopByLink(code)) });
  const { mutate } = work;
  useEffect(() => mutate(false), [mutate, code]);
  if (work.isError) return <Trouble error={work.error} {...(work.error instanceof Problem && work.error.status === 404 ? {} : { retry: () => mutate(false) })} />;
  if (!work.isSuccess) return <Spinner text={t('stopping')} />;
  const { receipts, stopped, undo } = work.data;
  return (
    <section className="card stack" role="status">
      <h1>{t(stopped ? 'stopped' : 'resumed')}</h1>
      <p>{t(stopped ? 'stoppedText' : 'resumedText', { r: receipts.join('、') })}</p>
      {stopped && (undo ? <Button wide onClick={() => mutate(true)}>{t('undo')}</Button> : <p className="muted">{t('pushAgain')}</p>)}
      <Link className="btn wide" to="/track">{t('track')}</Link>
    </section>
  );
}
