import { type ReactNode, useEffect, useRef, useState } from 'react';
import { cityNow, newKey, useSession, type Job, type Point } from '@shared/api';
import { day, nameIn, useLanguage, useTexts } from '@shared/i18n';
import { cite } from '@shared/law';
import { Button, Icon } from '@shared/parts';
import { useFieldCases } from './cases';
import { type CrewMember, type Kit, type LocalCase, type NewEntry, type OpenBody, type Party, type Violation, actorsOf, asGiven, isValid } from './model';
import { PartyForm } from './PartyForm';
import { type Blobbed, digestOf } from './store';
import { SPOT } from './texts';

type Shot = Blobbed & { name: string; at: string; url: string };
/** `mend`: a case whose beginning the server refused; the same form with what was said, and its photos as they are. */
type Props = { job: Job | null; mend?: LocalCase; whereAmI: () => Promise<Point | null>; onOpened: (local: string) => void };

/** The violations of the job's matter stand first. */
export const byMatter = (violations: readonly Violation[], matter: string): Violation[] =>
  [...violations].sort((a, b) => Number(b.matters?.includes(matter) ?? false) - Number(a.matters?.includes(matter) ?? false));

/** The violation of the job's matter; without a job, or where its matter is none, the officer says which. */
export const chosenFor = (sorted: readonly Violation[], matter: string): string => sorted.find((v) => matter !== '' && v.matters?.includes(matter))?.id ?? '';

export function NewCase({ job, mend, whereAmI, onOpened }: Props): ReactNode {
  const t = useTexts(SPOT);
  const { kit } = useFieldCases();
  if (kit === null) return <p className="notice warn"><Icon name="download" />{t('noKit')}</p>;
  return <Form kit={kit} job={job} {...(mend === undefined ? {} : { mend })} whereAmI={whereAmI} onOpened={onOpened} />;
}

function Form({ kit, job, mend, whereAmI, onOpened }: Props & { kit: Kit }): ReactNode {
  const t = useTexts(SPOT);
  const { write, again, remember, parties } = useFieldCases();
  const { account } = useSession();
  const sorted = byMatter(kit.violations, job?.ticket.matter.code ?? '');
  const [violation, setViolation] = useState(mend === undefined ? chosenFor(sorted, job?.ticket.matter.code ?? '') : String(mend.given['violation'] ?? ''));
  const [shots, setShots] = useState<readonly Shot[]>([]);
  const [point, setPoint] = useState<Point | null>(mend?.place ?? (job?.ticket.lng != null && job.ticket.lat != null ? { lng: job.ticket.lng, lat: job.ticket.lat } : null));
  const [address, setAddress] = useState(mend?.place.address ?? job?.ticket.address ?? '');
  const [party, setParty] = useState<Party | null>(mend?.party ?? null);
  const [wrong, setWrong] = useState('');
  const now = cityNow().toISOString();
  const [present, setPresent] = useState<ReadonlySet<number>>(new Set(mend !== undefined ? kit.crew.filter((m) => mend.opened.some((a) => a.id === `person:${m.member}`)).map((m) => m.member) : kit.crew.filter((m) => isValid(m, now)).slice(0, 2).map((m) => m.member)));
  useEffect(() => setWrong(''), [present, shots, party, address, violation]);
  useEffect(() => { if (point === null) void whereAmI().then((found) => { if (found !== null) setPoint(found); }); }, [point, whereAmI]);

  const open = async (): Promise<void> => {
    const people = kit.crew.filter((m) => present.has(m.member) && isValid(m, now));
    if (shots.length === 0 && mend === undefined) return setWrong(t('needPhoto'));
    if (violation === '') return setWrong(t('needViolation'));
    if (address.trim() === '') return setWrong(t('needPlace'));
    if (people.length < 2) return setWrong(t('needTwo', { n: people.length }));
    const here = point ?? await whereAmI(); // a quick hand may be ahead of the phone's search for where it is
    if (here === null) return setWrong(t('noPoint'));
    const mine = (people.find((m) => m.account === account?.id) ?? people[0] as CrewMember).member;
    const local = newKey();
    const at = cityNow().toISOString();
    const place = { ...here, address: address.trim() };
    const base = { local, at, actors: actorsOf(people, mine) };
    const given = { violation, act: `${(shots[0]?.at ?? at).slice(0, 16)}Z`, ...(party === null ? {} : { party: asGiven(party) }) };
    const colleague = people.find((m) => m.member !== mine)?.member ?? 0;
    const body: OpenBody = { given, party, place, facts_text: '', on_the_spot: true, colleague, ticket: mend?.ticket ?? job?.ticket.no ?? '' };
    if (mend !== undefined) {
      if (party !== null) await remember(party);
      await again(mend.local, { body: { ...body, given: { ...given, act: mend.given['act'] } }, actors: base.actors });
      return onOpened(mend.local);
    }
    const entries: NewEntry[] = [
      { ...base, key: newKey(), do: 'open', body },
      ...shots.map((s, i): NewEntry => ({ ...base, at: s.at, key: newKey(), do: 'evidence', body: { sha256: s.sha256, name: s.name, type: s.blob.type, title: `现场照片 ${i + 1}`, place } })),
    ];
    if (party !== null) await remember(party);
    await write(entries, shots.map(({ sha256, blob }) => ({ sha256, blob })));
    onOpened(local);
  };

  return (
    <div className="spot stack">
      <section className="card stack"><h2>{t('what')}</h2><Violations sorted={sorted} chosen={violation} onChoose={setViolation} /></section>
      {mend === undefined && <section className="card stack"><Camera shots={shots} onShot={(s) => setShots((old) => [...old, s])} /></section>}
      <section className="card stack"><h2>{t('where')}</h2>
        <textarea className="input place" rows={2} aria-label={t('where')} placeholder={t('noPlace')} value={address} onChange={(e) => setAddress(e.target.value)} /></section>
      <section className="card stack"><h2>{t('who')}</h2><People kit={kit} on={now} present={present} onPresent={setPresent} /></section>
      <section className="card stack"><h2>{t('party')}</h2><PartyForm known={parties} party={party} onParty={setParty} /></section>
      {wrong !== '' && <p className="notice error" role="alert"><Icon name="alarm" />{wrong}</p>}
      <div className="thumb"><Button look="primary" wide icon="check" onClick={() => void open()}>{t(mend === undefined ? 'open' : 'resend')}</Button></div>
    </div>
  );
}

const SHOWN = 3;

function Violations({ sorted, chosen, onChoose }: { sorted: readonly Violation[]; chosen: string; onChoose: (id: string) => void }): ReactNode {
  const t = useTexts(SPOT);
  const lang = useLanguage();
  const [words, setWords] = useState<string | null>(null);
  const found = words === null ? sorted.slice(0, SHOWN) : sorted.filter((v) => `${v.name}${v.name_en ?? ''}${v.article}`.toLowerCase().includes(words.toLowerCase()));
  const list = found.some((v) => v.id === chosen) ? found : [...sorted.filter((v) => v.id === chosen), ...found];
  return (
    <>
      {words !== null && <input className="input" type="search" aria-label={t('find')} placeholder={t('find')} value={words} onChange={(e) => setWords(e.target.value)} />}
      {list.map((v) => <button key={v.id} type="button" className={`pick ${v.id === chosen ? 'on' : ''}`} aria-pressed={v.id === chosen} onClick={() => { onChoose(v.id); setWords(null); }}><span className="grow">{nameIn(v, lang)}<small className="muted cited">{cite(v.article, lang)}</small></span></button>)}
      {words === null && sorted.length > SHOWN && <Button wide icon="search" onClick={() => setWords('')}>{t('more')}</Button>}
    </>
  );
}

/** The digest is taken before anything else is done with the picture. */
function Camera({ shots, onShot }: { shots: readonly Shot[]; onShot: (shot: Shot) => void }): ReactNode {
  const t = useTexts(SPOT);
  const input = useRef<HTMLInputElement>(null);
  const take = async (files: FileList | null): Promise<void> => {
    for (const file of files ?? []) {
      const sha256 = await digestOf(file);
      onShot({ sha256, blob: file, name: file.name || 'photo.jpg', at: cityNow().toISOString(), url: URL.createObjectURL(file) });
    }
  };
  return (
    <>
      <div className="picker">
        {shots.map((s) => <figure key={s.sha256} className="shot"><img src={s.url} alt="" /></figure>)}
        <button type="button" className="pick-shot" onClick={() => input.current?.click()}><Icon name="camera" />{t('photo')}</button>
      </div>
      {shots.length > 0 && <p className="muted">{t('photos', { n: shots.length })}</p>}
      <input ref={input} className="sr-only" type="file" accept="image/*" capture="environment" multiple tabIndex={-1} aria-label={t('photo')} onChange={(e) => void take(e.target.files)} />
    </>
  );
}

function People({ kit, on, present, onPresent }: { kit: Kit; on: string; present: ReadonlySet<number>; onPresent: (next: ReadonlySet<number>) => void }): ReactNode {
  const t = useTexts(SPOT);
  const lang = useLanguage();
  const why = (m: CrewMember): string => (m.kind !== 'officer' ? t('assistant') : m.certificate === '' ? t('noCertificate') : t('expired', { day: m.certificate_to === null ? '' : day(m.certificate_to, lang) }));
  const toggle = (m: CrewMember): void => { const next = new Set(present); if (!next.delete(m.member)) next.add(m.member); onPresent(next); };
  return (
    <>{kit.crew.map((m) => {
      const valid = isValid(m, on);
      return <button key={m.member} type="button" className={`pick ${present.has(m.member) && valid ? 'on' : ''}`} aria-pressed={present.has(m.member) && valid} disabled={!valid} onClick={() => toggle(m)}>
        <Icon name={valid ? 'shield' : 'person'} /><span className="grow"><b>{m.name}</b><br /><span className={valid ? 'muted mono' : 'why'}>{valid ? m.certificate : why(m)}</span></span>{present.has(m.member) && valid && <Icon name="check" />}</button>;
    })}</>
  );
}
