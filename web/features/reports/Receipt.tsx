import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { dayAndTime, useLanguage, useTexts } from '@shared/i18n';
import { Button, Icon } from '@shared/parts';
import type { Sent } from './ReportForm';
import { REPORTS } from './texts';

export default function Receipt({ sent, trackPath, onAnother }: { sent: Sent; trackPath: string; onAnother: () => void }): ReactNode {
  const t = useTexts(REPORTS);
  const lang = useLanguage();
  const [copied, setCopied] = useState(false);
  const link = new URL(trackPath, location.origin).href;
  const copy = (): void => void navigator.clipboard?.writeText(link).then(() => setCopied(true), () => undefined);
  return (
    <section className="card stack receipt" role="status">
      <span className="receipt-mark"><Icon name="check" /></span>
      <h1>{t('thanks')}</h1>
      <p><span className="muted">{t('receipt')}</span> <strong className="receipt-no">{sent.receipt}</strong></p>
      {sent.answer_due_at !== null && <p>{t('answerBy', { t: dayAndTime(sent.answer_due_at, lang) })}</p>}
      <Link className="btn primary wide" to={trackPath}>{t('trackIt')}</Link>
      <Button wide icon="copy" onClick={copy}>{t(copied ? 'copied' : 'copy')}</Button>
      <p className="muted">{t('keepLink')}</p>
      <Button look="quiet" onClick={onAnother}>{t('another')}</Button>
    </section>
  );
}
