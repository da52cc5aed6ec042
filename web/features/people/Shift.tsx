import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, newKey, type FieldMe } from '@shared/api';
import { clockTime, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Icon, Trouble } from '@shared/parts';
import { PEOPLE } from './texts';

/** Roll call, break, end; and plainly said whether the phone's place is being shared. */
export function Shift({ me }: { me: FieldMe }): ReactNode {
  const t = useTexts(PEOPLE);
  const lang = useLanguage();
  const client = useQueryClient();
  const state = me.shift?.state ?? 'off';
  const act = useMutation({
    mutationFn: (action: 'start' | 'break' | 'resume' | 'end') => api.shift({ action, key: newKey() }),
    onSuccess: (next) => { client.setQueryData(['me'], next); void client.invalidateQueries({ queryKey: ['jobs'] }); },
  });
  const hours = me.shift === null ? '' : [me.shift.from, me.shift.to].flatMap((x) => (x === null ? [] : [x.includes('T') ? clockTime(x, lang) : x])).join('–');
  const does = (action: 'start' | 'break' | 'resume' | 'end', look: 'primary' | '' | 'danger' = ''): ReactNode =>
    <Button look={look} className="grow" disabled={act.isPending} onClick={() => act.mutate(action)}>{t(action)}</Button>;
  return (
    <section className="card stack">
      <div className="row wrap"><h2 className="grow">{t('shift')} <span className="muted">{hours}</span></h2><Chip colour={state === 'on' ? 'green' : 'grey'}>{t(state === 'on' ? 'on' : state === 'break' ? 'onBreak' : 'off')}</Chip></div>
      {me.crew !== null && <p className="row wrap"><Icon name="people" /><b>{me.crew.name}</b><span className="muted">{[me.crew.members.map((m) => m.name).join(lang === 'zh' ? '、' : ', '), me.crew.vehicle].filter(Boolean).join(' · ')}</span></p>}
      <p className={`notice ${me.position_shared ? '' : 'warn'}`}><Icon name="pin" /><span><b>{t(me.position_shared ? 'sharing' : 'notSharing')}</b><br /><span className="muted">{t('sharingText')}</span></span></p>
      {act.isError && <Trouble error={act.error} />}
      <div className="row">{state === 'off' ? does('start', 'primary') : state === 'break' ? does('resume', 'primary') : does('break')}{state !== 'off' && does('end', 'danger')}</div>
    </section>
  );
}
