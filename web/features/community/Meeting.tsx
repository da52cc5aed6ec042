import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api } from '@shared/api';
import { type ItemView, type MeetingFile, type ResolutionView, community } from '@shared/api/community';
import { day as dayOf, dayAndTime, lookUp, said, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Icon, Spinner, Trouble } from '@shared/parts';
import { Ask, Choice, Fold, Text, useSend } from './parts';
import { OFFICE } from './texts';

const KINDS = ['resident', 'liaison', 'officer', 'property', 'shop', 'bike', 'delivery', 'other'] as const;
const COLOURS: Record<string, string> = { done: 'green', failed: 'red' };
type Props = { file: MeetingFile; put: (next: MeetingFile) => void };

/** One meeting, from the fate of the last resolutions to its own. */
export function Meeting({ no }: { no: string }): ReactNode {
  const t = useTexts(OFFICE);
  const lang = useLanguage();
  const client = useQueryClient();
  const key = ['meeting', no];
  const found = useQuery({ queryKey: key, queryFn: () => community.meeting(no), retry: false });
  const { busy, error, send } = useSend();
  if (found.isError) return <Trouble error={found.error} retry={() => void found.refetch()} />;
  if (found.data === undefined) return <Spinner />;
  const file = found.data;
  const put = (next: MeetingFile): void => { client.setQueryData(key, next); };
  const may = (step: string): boolean => file.may.includes(step);
  return (
    <>
      <section className="card stack">
        <div className="row wrap"><Chip>{lookUp(OFFICE, `m_${file.state}`, lang)}</Chip><span className="muted">{file.no}</span></div>
        <h1>{file.area_name} · {t('meetings')}</h1>
        <p className="row top"><Icon name="clock" /><span>{dayAndTime(file.starts_at, lang)} · {file.place}</span></p>
        {file.reason !== '' && <p className="notice warn">{file.reason}</p>}
        {error !== null && <Trouble error={error} />}
        <div className="row wrap">
          {may('draft') && <Button small look={file.items.length === 0 ? 'primary' : ''} disabled={busy} onClick={send(async () => put(await community.meetingStep(no, 'draft')))}>{t(file.items.length === 0 ? 'draft' : 'draftMore')}</Button>}
          {may('sit') && <Button small look="primary" disabled={busy} onClick={send(async () => put(await community.meetingStep(no, 'sit')))}>{t('sit')}</Button>}
          {may('call_off') && <Ask open={t('callOff')} label={t('whyOff')} look="danger" onSend={async (text) => put(await community.callOff(no, text))} />}
        </div>
      </section>
      <section className="card stack"><h2>{t('lastFate')}</h2>
        {file.last.length === 0 && <p className="muted">{t('lastNone')}</p>}
        <ul>{file.last.map((r) => <Resolution key={r.id} resolution={r} file={file} put={put} />)}</ul>
      </section>
      <section className="card stack"><h2>{t('agenda')}</h2>
        {file.items.length === 0 && <p className="muted">{t('agendaNone')}</p>}
        <ul>{file.items.map((i) => <Item key={i.id} item={i} file={file} put={put} />)}</ul>
      </section>
      <Present file={file} put={put} />
      <section className="card stack"><h2>{t('resolutions')}</h2>
        {file.resolutions.length === 0 && <p className="muted">{t('resolutionsNone')}</p>}
        <ul>{file.resolutions.map((r) => <Resolution key={r.id} resolution={r} file={file} put={put} />)}</ul>
        {may('agree') && <Fold title={t('newResolution')}><Resolve file={file} put={put} /></Fold>}
      </section>
      {may('conclude') && <Minutes file={file} put={put} />}
      {file.minutes !== '' && <section className="card stack"><h2>{t('minutes')}</h2><p style={{ whiteSpace: 'pre-wrap' }}>{file.minutes}</p></section>}
    </>
  );
}

function Item({ item, file, put }: Props & { item: ItemView }): ReactNode {
  const t = useTexts(OFFICE);
  const lang = useLanguage();
  const [resolving, setResolving] = useState(false);
  const open = file.may.includes('agree') && item.state === 'on_agenda';
  const owed = item.why === 'tabled' && item.answer === '';
  return (
    <li className="community-item">
      <span className="row wrap"><Chip colour={item.why === 'overdue' ? 'red' : item.why === 'tabled' ? '' : 'grey'}>{lookUp(OFFICE, `w_${item.why}`, lang)}</Chip>{item.votes > 0 && <span className="muted">{t('votes', { n: item.votes })}</span>}{item.ticket !== '' && <span className="muted">{t('ticketNo', { no: item.ticket })}</span>}{owed && item.due_at !== null && <span className="muted">{t('answerBy', { t: dayOf(item.due_at, lang) })}</span>}</span>
      <strong>{item.text}</strong>
      {item.answer !== '' && <p className="muted">{t('answered', { a: item.answer })}</p>}
      {resolving && open ? <Resolve file={file} put={put} item={item} onDone={() => setResolving(false)} /> : (
        <div className="row wrap">
          {open && <Button small look="primary" onClick={() => setResolving(true)}>{t('resolve')}</Button>}
          {owed && <Ask open={t('answer')} label={t('answerHint')} onSend={async (text) => put(await community.answer(file.no, item.id, text))} />}
        </div>
      )}
    </li>
  );
}

function Resolve({ file, put, item, onDone }: Props & { item?: ItemView; onDone?: () => void }): ReactNode {
  const t = useTexts(OFFICE);
  const lang = useLanguage();
  const matters = useQuery({ queryKey: ['matters'], queryFn: () => api.matters(), staleTime: Infinity });
  const [text, setText] = useState(item?.text ?? '');
  const [owner, setOwner] = useState('');
  const [days, setDays] = useState('15');
  const [matter, setMatter] = useState('');
  const firms = useQuery({ queryKey: ['firms'], queryFn: () => community.firms(), staleTime: 60_000 });
  const [firm, setFirm] = useState('');
  const active = (firms.data ?? []).filter((f) => f.active);
  const own = (id: string): void => { setFirm(id); const chosen = active.find((f) => String(f.id) === id); if (chosen !== undefined) setOwner(chosen.name); };
  const { busy, error, send } = useSend();
  const agree = send(async () => {
    put(await community.agree(file.no, { text, owner, days: Number(days) || 0, item: item?.id ?? 0, matter, firm: Number(firm) || 0 }));
    onDone?.();
    if (item === undefined) { setText(''); setOwner(''); setFirm(''); }
  });
  return (
    <form className="community-ask stack" onSubmit={agree} noValidate>
      <Text label={t('r_text')} rows={2} value={text} onChange={setText} />
      <div className="community-grid"><Text label={t('owner')} value={owner} onChange={setOwner} /><Text label={t('daysN')} inputMode="numeric" value={days} onChange={setDays} /><Choice label={t('matter')} value={matter} onChange={setMatter} empty={t('matterNone')} options={(matters.data ?? []).map((m) => [m.code, said(m, 'name', lang)] as const)} />{active.length > 0 && <Choice label={t('f_firmOwner')} value={firm} onChange={own} empty={t('f_noFirm')} options={active.map((f) => [String(f.id), f.name] as const)} />}</div>
      {error !== null && <Trouble error={error} />}
      <div className="row wrap"><Button small look="primary" type="submit" disabled={busy}>{t('resolve')}</Button>{onDone !== undefined && <Button small onClick={onDone}>{t('cancel')}</Button>}</div>
    </form>
  );
}

function Resolution({ resolution: r, file, put }: Props & { resolution: ResolutionView }): ReactNode {
  const t = useTexts(OFFICE);
  const lang = useLanguage();
  const open = r.state === 'agreed' || r.state === 'in_hand';
  const office = file.may.length > 0 || file.state === 'concluded';
  const end = (failed: boolean) => async (text: string): Promise<void> => put(await community.finish(file.no, r.id, text, failed));
  return (
    <li className="community-item">
      <strong>{r.text}</strong>
      <span className="row wrap"><Chip colour={COLOURS[r.state] ?? ''}>{lookUp(OFFICE, `s_${r.state}`, lang)}</Chip>{r.late && <Chip colour="red">{t('late')}</Chip>}<span className="muted">{r.owner} · {t('dutyBy', { t: dayOf(r.limit_at, lang) })}</span>{r.ticket !== '' ? <span className="muted">{t('ticketNo', { no: r.ticket })}</span> : r.receipt !== '' && <span className="muted">{t('receiptNo', { no: r.receipt })}</span>}</span>
      {r.result !== '' && <p className="muted">{r.result}</p>}
      {open && office && <div className="row wrap"><Ask open={t('finish')} label={t('result')} onSend={end(false)} /><Ask open={t('fail')} label={t('result')} onSend={end(true)} /></div>}
    </li>
  );
}

function Present({ file, put }: Props): ReactNode {
  const t = useTexts(OFFICE);
  const lang = useLanguage();
  const [kind, setKind] = useState<string>('resident');
  const [name, setName] = useState('');
  const [unit, setUnit] = useState('');
  const [phone, setPhone] = useState('');
  const { busy, error, send } = useSend();
  const add = send(async () => { put(await community.attend(file.no, { kind, name, unit, phone })); setName(''); setPhone(''); });
  return (
    <section className="card stack"><h2>{t('present')} · {t('presentN', { n: file.attendees.length })}</h2>
      <div className="row wrap">{file.attendees.map((a) => <Chip key={`${a.kind}${a.name}${a.unit}`} colour="grey">{lookUp(OFFICE, `k_${a.kind}`, lang)} · {a.name}{a.unit !== '' && ` · ${a.unit}`}</Chip>)}</div>
      {file.may.includes('attend') && (
        <form className="stack" onSubmit={add} noValidate>
          <div className="community-grid"><Choice label={t('kind')} value={kind} onChange={setKind} options={KINDS.map((k) => [k, lookUp(OFFICE, `k_${k}`, lang)] as const)} /><Text label={t('name')} value={name} onChange={setName} />{kind === 'resident' ? <Text label={t('phoneOpt')} type="tel" inputMode="tel" value={phone} onChange={setPhone} /> : <Text label={t('unit')} value={unit} onChange={setUnit} />}</div>
          {error !== null && <Trouble error={error} />}
          <div><Button small type="submit" disabled={busy}>{t('addPerson')}</Button></div>
        </form>
      )}
    </section>
  );
}

function Minutes({ file, put }: Props): ReactNode {
  const t = useTexts(OFFICE);
  const [text, setText] = useState('');
  const { busy, error, send } = useSend();
  return (
    <form className="card stack" onSubmit={send(async () => put(await community.conclude(file.no, text)))} noValidate>
      <Text label={t('minutes')} rows={5} value={text} onChange={setText} />
      {error !== null && <Trouble error={error} />}
      <div><Button look="primary" type="submit" disabled={busy}>{t('conclude')}</Button></div>
    </form>
  );
}
