import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Popconfirm } from 'antd';
import { type FormEvent, type ReactNode, useState } from 'react';
import { api, asProblem } from '@shared/api';
import { lookUp, said, useLanguage, useTexts } from '@shared/i18n';
import { Icon, Spinner, Trouble } from '@shared/parts';
import { Entry } from './Entry';
import { type Cells, FORMS, type Kept, sent } from './rows';
import { FIELDS, ROW } from './texts';

const NEW = Symbol('new');
type Open = string | typeof NEW;

/** Add one, change one, end one: a button for the head of the list, one for each row, and the form. */
export function useRowForm(sheet: Kept): { add: ReactNode; edit: (key: string) => ReactNode; form: ReactNode } {
  const t = useTexts(ROW);
  const [open, setOpen] = useState<Open | null>(null);
  const close = (): void => setOpen(null);
  const title = open === null ? '' : open === NEW ? t(`new_${sheet}`) : t('change', { name: open });
  return {
    add: <Button icon={<Icon name="plus" />} onClick={() => setOpen(NEW)}>{t(`new_${sheet}`)}</Button>,
    edit: (key) => <Button size="small" autoInsertSpace={false} aria-label={t('change', { name: key })} onClick={() => setOpen(key)}>{t('edit')}</Button>,
    form: (
      <Drawer open={open !== null} size={560} title={title} onClose={close} destroyOnHidden>
        {open === NEW ? <Filled sheet={sheet} was={null} done={close} /> : open !== null && <Loaded sheet={sheet} name={open} done={close} />}
      </Drawer>
    ),
  };
}

function Loaded({ sheet, name, done }: { sheet: Kept; name: string; done: () => void }): ReactNode {
  const row = useQuery({ queryKey: ['manage', 'row', sheet, name], queryFn: () => api.sheetRow(sheet, name), staleTime: 0, gcTime: 0, refetchOnWindowFocus: false, retry: false });
  if (row.isPending) return <Spinner />;
  if (row.isError) return <Trouble error={row.error} />;
  return <Filled key={row.dataUpdatedAt} sheet={sheet} was={row.data.cells} done={done} again={() => void row.refetch()} />;
}

function Filled({ sheet, was, done, again }: { sheet: Kept; was: Cells | null; done: () => void; again?: () => void }): ReactNode {
  const t = useTexts(ROW);
  const lang = useLanguage();
  const client = useQueryClient();
  const form = FORMS[sheet];
  const [cells, setCells] = useState<Cells>(was ?? form.blank);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const keep = (more: Cells = {}): void => {
    setBusy(true);
    setError(null);
    api.keepRow(sheet, { ...sent(form, cells, was), ...more }, was)
      .then(async () => { await client.invalidateQueries({ queryKey: ['manage'] }); done(); }, setError)
      .finally(() => setBusy(false));
  };
  const submit = (event: FormEvent): void => { event.preventDefault(); keep(); };
  const problem = error === null ? null : asProblem(error);
  const shown = form.entries.filter((e) => e.when?.(cells) !== false);
  const wrong = (title: string): string => problem?.rows.filter((w) => w.field === title).map((w) => said(w, 'reason', lang)).join(' ') ?? '';
  const elsewhere = problem?.rows.filter((w) => !shown.some((e) => e.title === w.field)) ?? [];
  const ended = was !== null && cells[form.end] === '否';
  const conflict = problem?.code === 'conflict';
  return (
    <form className="stack row-form" onSubmit={submit} noValidate>
      {ended && <p className="notice warn">{t(`ended_${sheet}`)}</p>}
      {shown.map((entry) => (
        <Entry key={entry.title} entry={entry} label={lookUp(FIELDS, entry.title, lang)} value={cells[entry.title] ?? ''} wrong={wrong(entry.title)}
          fixed={was !== null && entry.title === form.key && form.former === undefined} set={(value) => setCells((old) => ({ ...old, [entry.title]: value }))} />
      ))}
      {problem !== null && (problem.rows.length === 0 || elsewhere.length > 0) && (
        <div className="stack tight">{elsewhere.length > 0 ? elsewhere.map((w) => <p key={w.field + w.reason} className="notice error" role="alert">{said(w, 'reason', lang)}</p>) : <Trouble error={error} {...(conflict && again !== undefined ? { retry: again } : {})} />}</div>
      )}
      <div className="row wrap">
        <Button htmlType="submit" type="primary" loading={busy}>{t('save')}</Button><Button onClick={done}>{t('cancel')}</Button><span className="grow" />
        {was !== null && !ended && <Popconfirm title={t(`endSure_${sheet}`)} okText={t(`end_${sheet}`)} cancelText={t('cancel')} onConfirm={() => keep({ [form.end]: '否' })}><Button danger>{t(`end_${sheet}`)}</Button></Popconfirm>}
        {ended && <Button onClick={() => keep({ [form.end]: '是' })}>{t('restore')}</Button>}
      </div>
    </form>
  );
}
