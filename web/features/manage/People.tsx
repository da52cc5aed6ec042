import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Modal, Popconfirm } from 'antd';
import { type ReactNode, useState } from 'react';
import { api, type Person } from '@shared/api';
import { ROLES, lookUp, useLanguage, useTexts } from '@shared/i18n';
import { Chip, Icon, Trouble } from '@shared/parts';
import { Bar, Choose, ChooseArea, ChooseFrom } from './Bar';
import { Listing } from './Listing';
import { SheetTools } from './SheetTools';
import { useFilters } from './filters';
import { useRowForm } from './RowForm';
import { CELLS, MANAGE, MEMBER_KINDS, WAYS_IN } from './texts';
import { WaysIn } from './WaysIn';

/** People with roles × area × purpose, and how long their certificates still hold. */
export function People(): ReactNode {
  const t = useTexts(MANAGE);
  const ways = useTexts(WAYS_IN);
  const lang = useLanguage();
  const client = useQueryClient();
  const { filters, set, clear } = useFilters();
  const one = useRowForm('staff');
  const query = useQuery({ queryKey: ['manage', 'staff', filters], queryFn: () => api.staff(filters), placeholderData: (old) => old });
  const [told, setTold] = useState<{ person: Person; password: string } | null>(null);
  const [open, setOpen] = useState<Person | null>(null);
  const [error, setError] = useState<unknown>(null);
  const issue = (person: Person): void => void api.newPassword(person.number).then(({ password }) => { setTold({ person, password }); void client.invalidateQueries({ queryKey: ['manage'] }); }, setError);
  const lamps = (['red', 'yellow', 'green', 'grey'] as const).map((value) => ({ value, label: t(value) }));
  return (
    <>
      <SheetTools sheet="staff" add={one.add} />
      {query.data !== undefined && query.data.red + query.data.yellow + query.data.resets > 0 && (
        <div className="row wrap">
          {query.data.resets > 0 && <button type="button" className="chip red as-button" onClick={() => set('reset', 'true')}><Icon name="shield" />{ways('waitingCount', { n: query.data.resets })}</button>}
          {query.data.red > 0 && <button type="button" className="chip red as-button" onClick={() => set('lamp', 'red')}>{t('redCount', { n: query.data.red })}</button>}
          {query.data.yellow > 0 && <button type="button" className="chip yellow as-button" onClick={() => set('lamp', 'yellow')}>{t('yellowCount', { n: query.data.yellow })}</button>}
        </div>
      )}
      <Bar filters={filters} set={set} clear={clear}>
        <Choose name="kind" label={t('kind')} texts={MEMBER_KINDS} filters={filters} set={set} />
        <Choose name="role" label={t('role')} texts={ROLES} filters={filters} set={set} />
        <ChooseFrom name="lamp" label={t('allPapers')} options={lamps} filters={filters} set={set} />
        <ChooseArea filters={filters} set={set} />
        <label className="tick"><input type="checkbox" checked={filters['left'] === 'true'} onChange={(e) => set('left', e.target.checked ? 'true' : '')} /> {t('showLeft')}</label>
      </Bar>
      {error !== null && <Trouble error={error} />}
      <Listing<Person> query={query} rowKey={(p) => p.number || `${p.name}${p.organisation}`} width={1160} emptyTitle={t('noStaff')} emptyText={t('noStaffText')} columns={[
        { title: t('person'), width: 190, render: (_, p) => <><strong>{p.name}</strong> <span className="muted">{lookUp(MEMBER_KINDS, p.kind, lang)}</span><div className="muted">{p.number} {p.phone}</div></> },
        { title: t('unit'), width: 190, render: (_, p) => <>{p.organisation}{p.crew !== '' && <div className="muted">{p.crew}</div>}</> },
        { title: t('roles'), render: (_, p) => (p.roles.length === 0 ? '—' : <><div className="row wrap tight">{p.roles.map((r) => <Chip key={r.role + r.area} colour="grey">{lookUp(ROLES, r.role, lang)} · {r.area === '' ? t('wholeCity') : r.area_name}</Chip>)}</div><div className="muted">{t('purpose')}{lang === 'zh' ? '：' : ': '}{lookUp(CELLS, p.purpose, lang)}</div></>) },
        { title: t('certificate'), width: 200, render: (_, p) => <Paper person={p} /> },
        { title: t('login'), width: 170, render: (_, p) => <LogIn person={p} onIssue={() => issue(p)} onOpen={() => setOpen(p)} /> },
        { title: '', width: 90, render: (_, p) => (p.number === '' ? null : one.edit(p.number)) },
      ]} />
      <Modal open={told !== null} title={t('passwordTitle', { name: told?.person.name ?? '' })} onCancel={() => setTold(null)} footer={<Button type="primary" onClick={() => setTold(null)}>{t('close')}</Button>}>
        <p className="password" translate="no">{told?.password}</p>
        <p className="muted">{t('passwordText')}</p>
      </Modal>
      {one.form}
      <Drawer open={open !== null} size={560} title={ways('titleOf', { name: open?.name ?? '' })} onClose={() => setOpen(null)} destroyOnHidden>
        {open !== null && <WaysIn person={open} onPassword={(password) => setTold({ person: open, password })} />}
      </Drawer>
    </>
  );
}

function Paper({ person }: { person: Person }): ReactNode {
  const t = useTexts(MANAGE);
  if (person.certificate === '') return <span className="muted" title={person.kind === 'assistant' ? t('assistantNote') : undefined}>{t('grey')}</span>;
  const days = person.days_left ?? 0;
  return <><div>{person.certificate}</div><Chip colour={person.lamp}>{person.valid_to} · {days < 0 ? t('expired', { n: -days }) : t('daysLeft', { n: days })}</Chip></>;
}

function LogIn({ person, onIssue, onOpen }: { person: Person; onIssue: () => void; onOpen: () => void }): ReactNode {
  const t = useTexts(MANAGE);
  const ways = useTexts(WAYS_IN);
  if (person.roles.length === 0 || !person.active) return <span className="muted">{t(person.active ? 'noAccount' : 'left')}</span>;
  const button = <Button size="small" {...(person.can_log_in ? {} : { onClick: onIssue })}>{t('newPassword')}</Button>;
  return (
    <div className="stack tight">
      <span className={person.can_log_in ? '' : 'muted'}>{t(person.can_log_in ? 'canLogin' : 'noPassword')} {person.reset_waits && <Chip colour="red">{ways('waits')}</Chip>}</span>
      {person.can_log_in ? <Popconfirm title={t('passwordSure')} okText={t('newPassword')} cancelText={t('cancel')} onConfirm={onIssue}>{button}</Popconfirm> : button}
      <Button size="small" type="link" className="flush" onClick={onOpen}>{ways('open')}</Button>
    </div>
  );
}
