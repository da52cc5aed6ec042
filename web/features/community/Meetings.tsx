import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { type DutyPage, community } from '@shared/api/community';
import { day as dayOf, dayAndTime, lookUp, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Empty, Spinner, Trouble } from '@shared/parts';
import { Ask, Choice, Fold, Text, useSend } from './parts';
import { OFFICE } from './texts';
import { inChina } from './time';

const COLOURS: Record<string, string> = { called: '', sitting: 'yellow', concluded: 'green', called_off: 'grey' };

/** Which areas owe a meeting, those that were called, and calling one. */
export function Meetings({ base, office }: { base: string; office: boolean }): ReactNode {
  const t = useTexts(OFFICE);
  const lang = useLanguage();
  const { search } = useLocation();
  const found = useQuery({ queryKey: ['meetings'], queryFn: () => community.meetings() });
  const duties = useQuery({ queryKey: ['duties'], queryFn: () => community.duties() });
  return (
    <>
      {duties.data !== undefined && <Owed page={duties.data} office={office} />}
      {duties.isError && <Trouble error={duties.error} retry={() => void duties.refetch()} />}
      {office && <Call base={base} />}
      {found.isPending && <Spinner />}
      {found.isError && <Trouble error={found.error} retry={() => void found.refetch()} />}
      {found.data?.length === 0 && <Empty icon="people" title={t('noMeetings')}>{office && t('noMeetingsText')}</Empty>}
      <ul className="stack">{found.data?.map((m) => (
        <li key={m.no}><Link className="card community-link" to={{ pathname: `${base}/meetings/${m.no}`, search }}>
          <span className="row wrap"><Chip colour={COLOURS[m.state] ?? ''}>{lookUp(OFFICE, `m_${m.state}`, lang)}</Chip><strong className="grow">{m.area_name}</strong><span className="muted">{m.no}</span></span>
          <span className="muted">{dayAndTime(m.starts_at, lang)} · {m.place}</span>
        </Link></li>
      ))}</ul>
    </>
  );
}

function Owed({ page, office }: { page: DutyPage; office: boolean }): ReactNode {
  const t = useTexts(OFFICE);
  const lang = useLanguage();
  const client = useQueryClient();
  const late = page.duties.filter((d) => d.late).length;
  return (
    <>
      <Fold title={`${t('duties')} · ${page.duties.length === 0 ? t('dutiesNone') : t('dutyN', { n: page.duties.length, late })}`} open={late > 0}>
        <ul className="community-lines">{page.duties.map((d) => <li key={`${d.area}${d.period}`}><span className="grow">{d.area_name} · {d.period}</span>{d.late ? <Chip colour="red">{t('dutyLate')}</Chip> : <span className="muted">{t('dutyBy', { t: dayOf(d.last_at, lang) })}</span>}</li>)}</ul>
      </Fold>
      {page.answers.length > 0 && (
        <Fold title={`${t('answersOwed')} · ${page.answers.length}`} open={page.answers.some((a) => a.late)}>
          <ul>{page.answers.map((a) => (
            <li key={a.id} className="community-item"><span className="row wrap"><strong className="grow">{a.text}</strong>{a.late ? <Chip colour="red">{t('dutyLate')}</Chip> : a.by !== null && <span className="muted">{t('answerBy', { t: dayOf(a.by, lang) })}</span>}</span>
              <span className="row wrap"><span className="muted grow">{a.area_name} · {t('votes', { n: a.votes })}</span>{office && <Ask open={t('answer')} label={t('answerHint')} onSend={async (text) => { client.setQueryData(['duties'], await community.answerOwed(a.id, text)); }} />}</span></li>
          ))}</ul>
        </Fold>
      )}
      {page.barren.length > 0 && (
        <Fold title={`${t('barren')} · ${page.barren.length}`} open>
          <ul className="community-lines">{page.barren.map((b) => <li key={b.area}><span className="grow"><strong>{b.area_name}</strong><br /><span className="muted">{t('barrenText', { n: page.barren_days, m: b.meetings })}</span></span></li>)}</ul>
        </Fold>
      )}
    </>
  );
}

/** The areas of the level at which this city meets. */
export function useAreas(): readonly (readonly [string, string])[] {
  const found = useQuery({ queryKey: ['community', 'areas'], queryFn: () => community.areas(), staleTime: Infinity });
  return (found.data ?? []).map((a) => [a.code, `${a.district} ${a.name}`] as const);
}

function Call({ base }: { base: string }): ReactNode {
  const t = useTexts(OFFICE);
  const go = useNavigate();
  const { search } = useLocation();
  const client = useQueryClient();
  const areas = useAreas();
  const [area, setArea] = useState('');
  const [when, setWhen] = useState('');
  const [place, setPlace] = useState('');
  const { busy, error, send } = useSend();
  const call = send(async () => {
    const made = await community.call({ area, starts_at: inChina(when), place });
    await client.invalidateQueries({ queryKey: ['meetings'] });
    void go({ pathname: `${base}/meetings/${made.no}`, search });
  });
  return (
    <Fold title={t('call')}>
      <form className="stack" onSubmit={call} noValidate>
        <div className="community-grid"><Choice label={t('area')} value={area} onChange={setArea} options={areas} empty="—" /><Text label={t('when')} type="datetime-local" value={when} onChange={setWhen} /><Text label={t('place')} value={place} onChange={setPlace} /></div>
        <p className="muted">{t('notice')}</p>
        {error !== null && <Trouble error={error} />}
        <Button type="submit" look="primary" disabled={busy}>{t('call')}</Button>
      </form>
    </Fold>
  );
}
