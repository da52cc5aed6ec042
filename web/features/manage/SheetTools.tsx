import { useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Modal } from 'antd';
import { type ReactNode, useRef, useState } from 'react';
import { api, type SheetPreview } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Icon, Trouble } from '@shared/parts';
import { Changes, WrongRows } from './Changes';
import { History } from './History';
import { save } from './filters';
import { MANAGE } from './texts';

const ACCEPT = '.xlsx,.csv';

/** Import with a preview of what would change, export, an empty sheet, and who changed what. */
export function SheetTools({ sheet, add }: { sheet: string; add?: ReactNode }): ReactNode {
  const t = useTexts(MANAGE);
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [plan, setPlan] = useState<SheetPreview | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [past, setPast] = useState(false);
  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError(null);
    try { await work(); } catch (problem) { setError(problem); } finally { setBusy(false); }
  };
  const choose = (chosen: File): void => void run(async () => { setPlan(await api.previewSheet(sheet, chosen)); setFile(chosen); });
  const putIn = (): void => void run(async () => {
    if (file === null) return;
    setPlan(await api.importSheet(sheet, file));
    await client.invalidateQueries({ queryKey: ['manage'] });
  });
  const get = (format: 'xlsx' | 'csv', empty = false): void => void run(async () => save(await api.exportSheet(sheet, { format, empty }), `${sheet}.${format}`));
  const nothing = plan !== null && plan.added + plan.changed + plan.gone === 0 && plan.wrong.length === 0;
  return (
    <>
      <div className="row wrap">
        {add}
        <Button type="primary" loading={busy} icon={<Icon name="download" className="up" />} onClick={() => input.current?.click()}>{t('import')}</Button>
        <Button onClick={() => get('xlsx')}>{t('exportXlsx')}</Button><Button onClick={() => get('csv')}>{t('exportCsv')}</Button><Button onClick={() => get('xlsx', true)}>{t('template')}</Button>
        <Button icon={<Icon name="clock" />} onClick={() => setPast(true)}>{t('history')}</Button>
        <input ref={input} type="file" accept={ACCEPT} hidden aria-label={t('import')} onChange={(e) => { const chosen = e.target.files?.[0]; e.target.value = ''; if (chosen !== undefined) choose(chosen); }} />
      </div>
      {error !== null && plan === null && <Trouble error={error} />}
      <Modal open={plan !== null} title={t('previewOf', { file: file?.name ?? '' })} width={860} onCancel={() => setPlan(null)}
        footer={plan === null ? null : plan.written || nothing || plan.wrong.length > 0
          ? <Button type="primary" onClick={() => setPlan(null)}>{t('close')}</Button>
          : <><Button onClick={() => setPlan(null)}>{t('cancel')}</Button><Button type="primary" loading={busy} onClick={putIn}>{t('putIn')}</Button></>}>
        {error !== null && <Trouble error={error} />}
        {plan !== null && (plan.wrong.length > 0 ? <WrongRows rows={plan.wrong} /> : nothing ? <p className="notice good">{t('nothing')}</p> : <Changes plan={plan} />)}
      </Modal>
      <Drawer open={past} size={560} title={t('history')} onClose={() => setPast(false)} destroyOnHidden><History sheet={sheet} /></Drawer>
    </>
  );
}
