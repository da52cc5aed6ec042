import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { api, type Story, type StoryFrame } from '@shared/api';
import { useLanguage, useTexts } from '@shared/i18n';
import { Brand, Button, Icon, Spinner, Switches, Trouble } from '@shared/parts';
import { CheckCard, LawfulCard } from './Cards';
import { Frame } from './Frame';
import { activeFrame, currentStep, frameUrl } from './frames';
import { Journey } from './Journey';
import { Record } from './Record';
import { DEMO } from './texts';
import './demo.css';

const FRAMES: readonly StoryFrame[] = ['citizen', 'command', 'field', 'record'];

export function DemoPage(): ReactNode {
  const t = useTexts(DEMO);
  const lang = useLanguage();
  const client = useQueryClient();
  const story = useQuery({ queryKey: ['story', lang], queryFn: api.story, refetchInterval: 1_500, placeholderData: (old) => old });
  const restart = (): void => void api.startStory().then((next) => client.setQueryData(['story', lang], next));
  return (
    <div className="demo">
      <header className="demo-head">
        <Brand /><div className="grow"><h1>{t('title')}</h1><p>{t('lead')}</p></div>
        <nav aria-label={t('faces')}><a className="btn small" href="/command?demo=dispatcher"><Icon name="map" />{t('map')}</a><a className="btn small" href="/login"><Icon name="phone" />{t('field')}</a><a className="btn small" href="/"><Icon name="camera" />{t('citizen')}</a></nav>
        <Button small icon="refresh" onClick={restart}>{t('again')}</Button><Switches />
      </header>
      <main id="main">
        {story.isError && story.data === undefined ? <Trouble error={story.error} retry={() => void story.refetch()} /> : story.data === undefined || story.data.steps.length === 0 ? <Spinner text={t('starting')} /> : <Stage story={story.data} />}
      </main>
    </div>
  );
}

function Stage({ story }: { story: Story }): ReactNode {
  const t = useTexts(DEMO);
  const current = currentStep(story.steps);
  const active = activeFrame(story);
  const [picked, setPicked] = useState<number | null>(null);
  const [tab, setTab] = useState<StoryFrame>(active);
  useEffect(() => { setPicked(null); setTab(active); }, [current, active]); // what happens next is shown, wherever one was looking
  const crew = story.crew?.name ?? '';
  const shell = (frame: 'citizen' | 'command' | 'field', face: string, who: string): ReactNode =>
    <Frame key={`${frame}${story.started_at ?? ''}`} frame={frame} url={frameUrl(frame, story)} face={face} active={active === frame} who={who} />;
  return (
    <>
      <Journey steps={story.steps} current={current} shown={picked ?? current} onShow={setPicked} />
      <div className="frame-tabs" role="tablist">{FRAMES.map((f) => <button key={f} type="button" role="tab" aria-selected={tab === f} onClick={() => setTab(f)}>{t(f)}{active === f && <i className="dot" />}</button>)}</div>
      <div className={`frames show-${tab}`}>
        {shell('citizen', '/', story.receipt ?? '')}
        {shell('command', '/command?demo=dispatcher', story.ticket === null ? '' : t('ticketNo', { no: story.ticket }))}
        {shell('field', `/field?demo=${story.officer_key}`, crew)}
        <Record events={story.events} ticket={story.ticket} active={active === 'record'} />
      </div>
      <div className="cards"><LawfulCard lawful={story.lawful} /><CheckCard /></div>
    </>
  );
}
