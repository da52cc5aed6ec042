import { type ReactNode, useState } from 'react';
import { api, type Summons, type WhistleFile } from '@shared/api';
import { clockTime, dayAndTime, distance, lookUp, mark, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Icon, Photos, Trouble } from '@shared/parts';
import { Ask } from './Ask';
import { Left, Stars } from './parts';
import { WHISTLES } from './texts';

type Props = { whistle: WhistleFile; summons: Summons; put: (next: WhistleFile) => void };
const COLOURS: Record<string, string> = { reported_in: 'green', tasked: '', done: 'green', explained: 'yellow', declined: 'yellow', absent: 'red', rated: 'grey', released: 'grey' };

/** One called department: where it stands, when and how it came, its task, its rating. */
export function Department({ whistle: w, summons: s, put }: Props): ReactNode {
  const t = useTexts(WHISTLES);
  const lang = useLanguage();
  const manages = w.may.length > 0 || s.phone !== '';
  return (
    <section className="card stack whistle-department" aria-label={s.name}>
      <div className="row wrap"><strong>{s.name}</strong><Chip colour={s.state === 'called' ? s.lamp : (COLOURS[s.state] ?? '')}>{lookUp(WHISTLES, `d_${s.state}`, lang)}</Chip><Left due={s.due_at} lamp={s.lamp} />{s.escalated > 0 && <Chip colour="red">{t('escalated', { n: s.escalated })} · {lookUp(WHISTLES, `level_${s.escalated}`, lang)}</Chip>}</div>
      {s.reported_at !== null && <p className="row wrap"><Icon name="person" />{t('cameAt', { who: s.who, t: clockTime(s.reported_at, lang) })}{s.phone !== '' && <a href={`tel:${s.phone}`}>{s.phone}</a>}<Chip colour={s.on_time === true ? 'green' : 'red'}>{t(s.on_time === true ? 'inTime' : 'wasLate')}</Chip><Arrived summons={s} /></p>}
      <Photos urls={s.arrival_photos} />
      {s.declined_for !== '' && <p>{t('saysNo', { who: s.who, why: s.declined_for })}</p>}
      {s.task !== '' && <p><span className="muted">{t('task')}</span> {s.task} {s.due_at !== null && <span className="muted">{t('due', { t: dayAndTime(s.due_at, lang) })}</span>} <Chip colour={s.signed_by === '' ? 'grey' : 'green'}>{s.signed_by === '' ? t('unsigned') : t('signed', { who: s.signed_by })}</Chip>{s.receipt !== '' && <> <Chip colour="grey">{s.ticket === '' ? t('receiptNo', { no: s.receipt }) : t('ticketNo', { no: s.ticket })}</Chip></>}</p>}
      {s.result !== '' && <p><span className="muted">{t('result')}</span> {s.result}</p>}
      <Photos urls={s.result_photos} />
      {s.score !== null && <p><Chip>{t('score', { n: s.score })}</Chip> {s.score_reason} {s.reply_until !== null && <span className="muted">{t('replyUntil', { t: dayAndTime(s.reply_until, lang) })}</span>}</p>}
      {s.reply !== '' && <p className="notice"><span>{t('reply')}{mark('：', lang)}{s.reply}</span></p>}
      {manages && <Steps whistle={w} summons={s} put={put} />}
    </section>
  );
}

function Arrived({ summons: s }: { summons: Summons }): ReactNode {
  const t = useTexts(WHISTLES);
  const lang = useLanguage();
  if (s.metres === null) return <span className="muted">{t('noPlace')}</span>;
  return s.there === true ? <span className="muted">{t('away', { d: distance(s.metres, lang) })}</span> : <Chip colour="yellow">{t('farAway', { d: distance(s.metres, lang) })}</Chip>;
}

const RATES = ['reported_in', 'done', 'explained', 'absent', 'rated'];

function Steps({ whistle: w, summons: s, put }: Props): ReactNode {
  const t = useTexts(WHISTLES);
  const [score, setScore] = useState(s.score ?? 0);
  const [error, setError] = useState<unknown>(null);
  const over = w.state === 'reviewed' || w.state === 'closed';
  const refer = (): void => { setError(null); api.referTask(w.no, s.id).then(() => api.whistle(w.no)).then(put, setError); };
  return (
    <div className="stack">
      <div className="row wrap">
        {!over && s.state !== 'released' && <LinkOf whistle={w} summons={s} />}
        {!over && s.state === 'declined' && <Ask small label={t('a_recall')} title={t('q_recall')} run={(text) => api.recallUnit(w.no, s.id, text).then(put)} />}
        {!over && s.state === 'tasked' && s.receipt === '' && <Button small onClick={refer}>{t('a_refer')}</Button>}
        {w.state === 'acting' && (s.state === 'done' || s.state === 'explained') && <Ask small label={t('a_redo')} title={t('q_redo')} run={(text) => api.redoTask(w.no, s.id, text).then(put)} />}
        {over && RATES.includes(s.state) && <Ask small look={s.score === null ? 'primary' : ''} icon="star" label={t(s.score === null ? 'a_rate' : 'a_rerate')} title={t('q_rate')} ready={score > 0} run={(text) => api.rateUnit(w.no, s.id, score, text).then(put)}><Stars value={score} onChange={setScore} /></Ask>}
      </div>
      {error !== null && <Trouble error={error} />}
    </div>
  );
}

/** The link in force, for whoever passes it on by hand; a new one kills the old. */
function LinkOf({ whistle: w, summons: s }: { whistle: WhistleFile; summons: Summons }): ReactNode {
  const t = useTexts(WHISTLES);
  const lang = useLanguage();
  const [link, setLink] = useState<{ url: string; until: string } | null>(null);
  const [told, setTold] = useState('');
  const [error, setError] = useState<unknown>(null);
  const get = (work: Promise<{ url: string; until: string }>, say: string): void => { setError(null); work.then((found) => { setLink(found); setTold(say); }, setError); };
  if (link === null) return <><Button small icon="link" onClick={() => get(api.unitLink(w.no, s.id), '')}>{t('a_link')}</Button>{error !== null && <Trouble error={error} />}</>;
  const url = new URL(link.url, location.origin).href;
  return (
    <div className="ask-form stack">
      <p className="muted">{t('linkText', { unit: s.name })} {t('linkUntil', { t: dayAndTime(link.until, lang) })}</p>
      <a className="whistle-url" href={url} target="_blank" rel="noreferrer">{url}</a>
      {told !== '' && <p role="status" className="muted">{told}</p>}
      {error !== null && <Trouble error={error} />}
      <div className="row wrap"><Button small icon="copy" onClick={() => void navigator.clipboard?.writeText(url).then(() => setTold(t('copied')), () => undefined)}>{t('copy')}</Button><Button small icon="refresh" onClick={() => get(api.renewLink(w.no, s.id), t('renewed'))}>{t('a_renew')}</Button><Button small look="quiet" onClick={() => setLink(null)}>{t('cancel')}</Button></div>
    </div>
  );
}
