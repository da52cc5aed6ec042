import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '@shared/api';
import { CREW_STATES, clockTime, lookUp, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Icon, Spinner, Trouble } from '@shared/parts';
import { LIVE } from './texts';

export function CrewCard({ id, onTicket, onClose }: { id: string; onTicket: (no: string) => void; onClose: () => void }): ReactNode {
  const t = useTexts(LIVE);
  const lang = useLanguage();
  const crew = useQuery({ queryKey: ['crew', id], queryFn: () => api.crew(id), refetchInterval: 10_000 });
  if (crew.isPending) return <div className="crew-card"><Spinner /></div>;
  if (crew.isError) return <div className="crew-card"><Trouble error={crew.error} /><Button small onClick={onClose}><Icon name="close" /></Button></div>;
  const c = crew.data;
  const shift = c.shift === null ? '' : [c.shift.from, c.shift.to].flatMap((x) => (x === null ? [] : [x.includes('T') ? clockTime(x, lang) : x])).join('–');
  return (
    <section className="crew-card" aria-label={c.name}>
      <div className="row"><h2 className="grow">{c.name}</h2><Chip>{lookUp(CREW_STATES, c.state, lang)}</Chip><Button small look="quiet" aria-label="×" onClick={onClose}><Icon name="close" /></Button></div>
      <ul>{c.members.map((m) => <li key={m.name} className="row"><Icon name="person" />{m.name}<span className="muted">{m.certificate_valid ? t('certificate') : t('noCertificate')}</span></li>)}</ul>
      <p className="muted">{[c.vehicle, shift, t('jobsToday', { n: c.jobs_today })].filter(Boolean).join(' · ')}</p>
      {c.ticket !== null && <Button small onClick={() => c.ticket !== null && onTicket(c.ticket)}>{c.ticket}</Button>}
    </section>
  );
}
