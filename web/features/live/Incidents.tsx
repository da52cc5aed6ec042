import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { api } from '@shared/api';
import { clockTime, useLanguage, useTexts } from '@shared/i18n';
import { Button, Icon } from '@shared/parts';
import type { Bus } from './bus';
import { LIVE } from './texts';

/** Calls for help stay until somebody has read them. */
export function Incidents({ bus }: { bus: Bus }): ReactNode {
  const t = useTexts(LIVE);
  const lang = useLanguage();
  const client = useQueryClient();
  const [read, setRead] = useState<ReadonlySet<string>>(new Set());
  const incidents = useQuery({ queryKey: ['incidents'], queryFn: api.incidents, refetchInterval: 30_000, retry: false });
  useEffect(() => bus.on('incident', () => void client.invalidateQueries({ queryKey: ['incidents'] })), [bus, client]);
  const open = (incidents.data ?? []).filter((i) => !read.has(String(i.id))).slice(0, 2);
  return (
    <div className="incidents" role="alert">
      {open.map((i) => (
        <div key={i.id} className="incident"><Icon name="alarm" />
          <div className="grow"><strong>{t('incident', { crew: i.crew.name })}</strong> <span>{clockTime(i.at, lang)} {i.text}</span>
            <p>{i.called.length > 0 ? t('coming', { names: i.called.map((c) => `${c.name} ${t('minutes', { n: c.minutes })}`).join(lang === 'zh' ? '、' : ', ') }) : t('nobodyComing')}</p></div>
          <Button small aria-label="×" onClick={() => setRead(new Set([...read, String(i.id)]))}><Icon name="check" /></Button>
        </div>
      ))}
    </div>
  );
}
