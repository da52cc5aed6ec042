import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { api, useSession, type Incident } from '@shared/api';
import { clockTime, useLanguage, useTexts } from '@shared/i18n';
import { Button, Icon, Trouble } from '@shared/parts';
import type { Bus } from './bus';
import { LIVE } from './texts';

const SHOWN = 2;
const MAY_SETTLE: ReadonlySet<string> = new Set(['dispatcher', 'shift_leader']);

/** Calls for help stay until somebody settles them; one may be put aside on this screen. */
export function Incidents({ bus }: { bus: Bus }): ReactNode {
  const t = useTexts(LIVE);
  const client = useQueryClient();
  const [aside, setAside] = useState<ReadonlySet<number>>(new Set());
  const incidents = useQuery({ queryKey: ['incidents'], queryFn: api.incidents, refetchInterval: 30_000, retry: false });
  useEffect(() => bus.on('incident', () => void client.invalidateQueries({ queryKey: ['incidents'] })), [bus, client]);
  const all = incidents.data ?? [];
  const open = all.filter((i) => !aside.has(i.id));
  return (
    <div className="incidents" role="alert">
      {open.slice(0, SHOWN).map((i) => <Call key={i.id} incident={i} onAside={() => setAside(new Set([...aside, i.id]))} />)}
      {all.length > Math.min(open.length, SHOWN) && <button type="button" className="incident more" onClick={() => setAside(new Set())}>{t('moreIncidents', { n: all.length })}</button>}
    </div>
  );
}

function Call({ incident: i, onAside }: { incident: Incident; onAside: () => void }): ReactNode {
  const t = useTexts(LIVE);
  const lang = useLanguage();
  const { roles } = useSession();
  const [writing, setWriting] = useState(false);
  const coming = i.called.map((c) => `${c.name} ${t('minutes', { n: c.minutes })}`).join(lang === 'zh' ? '、' : ', ');
  return (
    <section className="incident" aria-label={t('incident', { crew: i.crew.name })}><Icon name="alarm" />
      <div className="grow"><strong>{t('incident', { crew: i.crew.name })}</strong> <span>{clockTime(i.at, lang)} · {i.place}</span>{i.text !== '' && <p>{i.text}</p>}
        <p>{i.called.length > 0 ? t('coming', { names: coming }) : t('nobodyComing')}</p>
        {writing ? <Settle id={i.id} onCancel={() => setWriting(false)} /> : (
          <div className="row wrap">{roles.some((r) => MAY_SETTLE.has(r.role)) && <Button small look="primary" onClick={() => setWriting(true)}>{t('settle')}…</Button>}<Button small onClick={onAside}>{t('aside')}</Button></div>
        )}</div>
    </section>
  );
}

function Settle({ id, onCancel }: { id: number; onCancel: () => void }): ReactNode {
  const t = useTexts(LIVE);
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [error, setError] = useState<unknown>(null);
  const settle = (event: FormEvent): void => {
    event.preventDefault();
    api.settleIncident(id, text).then((left) => client.setQueryData(['incidents'], left), setError);
  };
  return (
    <form className="stack" onSubmit={settle}>
      <input className="input" value={text} required maxLength={200} autoFocus placeholder={t('settleNote')} aria-label={t('settleNote')} onChange={(e) => setText(e.target.value)} />
      {error !== null && <Trouble error={error} />}
      <div className="row"><Button small look="primary" type="submit" disabled={text.trim() === ''}>{t('settle')}</Button><Button small onClick={onCancel}>{t('cancel')}</Button></div>
    </form>
  );
}
