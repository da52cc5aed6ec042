import { type ReactNode, useEffect, useRef, useState } from 'react';
import { newKey } from '@shared/api';
import { useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Icon, Spinner } from '@shared/parts';
import { type Answer, type SpotStep, amounts } from './ask';
import { useAnswer, useFieldCases, usePaperKinds, usePresent } from './cases';
import { type Choices, dayOf, fill } from './fill';
import { Glass, isName } from './Glass';
import { LOW_WATER, type CrewMember, type LocalCase, type Paper, type PaperKind, type Signature, type Strokes, actorsOf, borneNumbers, nextNumber } from './model';
import { PrintBar } from './PrintBar';
import { linesOf, picture } from './slip';
import { SPOT } from './texts';

const PAPERS: Readonly<Record<SpotStep, readonly string[]>> = { T06: ['D30'], recheck: [], T07: ['D32'], T11: ['D32', 'D31'], T10: ['D10'] };
type Props = { step: SpotStep; found: LocalCase; answer: Answer; onDone: () => void };

/** One step: what it asks, its papers as they will be handed over, the signatures; then all of it is written at once. */
export function StepPage({ step, found, answer, onDone }: Props): ReactNode {
  const t = useTexts(SPOT);
  const { write, now, kit, entries } = useFieldCases();
  const people = usePresent(found);
  const kinds = usePaperKinds();
  const [began] = useState(() => now(found.local));
  const [chosen, setChosen] = useState<Choices>(() => firstChoices(step, answer, found, began));
  const [signs, setSigns] = useState<Readonly<Record<string, Strokes>>>({});
  const [refusal, setRefusal] = useState('');
  const [made, setMade] = useState<{ papers: readonly Paper[]; printing: boolean } | null>(null);
  const [wrong, setWrong] = useState('');
  const data = dataOf(step, chosen);
  const actors = actorsOf(people, people[0]?.member ?? 0);
  const against = useAnswer(found, { step, at: began.toISOString(), actors, data }).answer?.refused ?? [];
  const after = useAnswer(step === 'T10' ? { ...found, local: `${found.local}+${step}`, events: [...found.events, { step, at: began.toISOString(), actors, data: { ...data, told: true } }] } : null).answer;
  const payDue = after?.assessment.deadlines.find((d) => d.name === 'payment_due')?.on;
  const violation = kit?.violations.find((v) => v.id === found.given['violation']);
  if (kit === null || violation === undefined) return <p className="notice warn">{t('noKit')}</p>;
  const wanted = PAPERS[step].flatMap((code) => kinds.filter((k) => k.code === code));
  if (wanted.length < PAPERS[step].length) return <Spinner text={t('engineStarts')} />;
  const borne = borneNumbers(entries);
  const numbered = numbers(wanted, kit.blocks, yearOf(began), borne);
  const missing = wanted.length === 0 ? 0 : people.filter((p) => !isName(signs[p.name] ?? [])).length + (refusal !== '' || isName(signs['party'] ?? []) ? 0 : 1);
  const papersAt = (at: string): Paper[] => papers(wanted, numbered, { found, people, at, chosen: { ...chosen, ...(payDue === undefined ? {} : { payDue }) }, signs, refusal, agency: kit.agency, violation });

  const finish = async (printing = false): Promise<void> => {
    if (numbered.some((n) => n === null)) return setWrong(t('noNumber'));
    if (missing > 0) return setWrong(t('unsigned', { n: missing }));
    const at = now(found.local).toISOString();
    const ready = papersAt(at);
    try {
      await write([{ key: newKey(), local: found.local, at, do: 'step', actors, body: { step, data, colleague: found.colleague, papers: ready } }]);
    } catch (error) {
      return setWrong(t('broken', { why: String(error) }));
    }
    if (ready.length === 0) return onDone();
    setMade({ papers: ready, printing });
  };

  if (made !== null) return <Issued papers={made.papers} printing={made.printing} kinds={wanted} left={Math.min(...wanted.map((k) => nextNumber(kit.blocks, k.code, yearOf(began), borneNumbers(entries))?.left ?? -1)) + 1} onDone={onDone} />;
  return (
    <div className="spot stack">
      <div className="row"><Button look="quiet" icon="back" onClick={onDone}>{t('back')}</Button><h1 className="grow">{t(step)}</h1></div>
      <Ask step={step} chosen={chosen} answer={answer} party={found.party?.kind ?? ''} began={began} onChoose={(more) => setChosen((old) => ({ ...old, ...more }))} />
      {against.map((r) => <Against key={r.rule + r.zh} rule={`${r.rule} · ${r.article}`} zh={r.zh} en={r.en} />)}
      {wanted.map((kind, i) => <Slip key={kind.code} kind={kind} paper={papersAt(began.toISOString())[i] as Paper} />)}
      {wanted.length > 0 && <Signing people={people} party={found.party?.name ?? ''} signs={signs} refusal={refusal} onSign={(who, strokes) => setSigns((old) => ({ ...old, [who]: strokes }))} onRefuse={setRefusal} />}
      {wrong !== '' && <p className="notice error" role="alert"><Icon name="alarm" />{wrong}</p>}
      <div className="thumb row">{wanted.length > 0 && <Button wide icon="copy" disabled={against.length > 0} onClick={() => void finish(true)}>{t('issuePrint')}</Button>}<Button look="primary" wide icon="check" disabled={against.length > 0} onClick={() => void finish()}>{t(wanted.length > 0 ? 'issue' : 'done')}</Button></div>
    </div>
  );
}

const yearOf = (at: Date): number => Number(dayOf(at.toISOString()).slice(0, 4));

function firstChoices(step: SpotStep, answer: Answer, found: LocalCase, now: Date): Choices {
  if (step === 'T06') return { until: new Date(now.getTime() + 30 * 60_000).toISOString() };
  if (step === 'recheck') return { corrected: false };
  const range = answer.assessment.range;
  if (step === 'T10') return { amount: range === null ? 0 : amounts(range, found.party?.kind ?? '').at(-1) ?? 0 };
  return step === 'T11' ? { ground: answer.assessment.proposals.some((p) => p.kind === 'consider_sparing') ? 'first_offence' : 'minor' } : {};
}

function dataOf(step: SpotStep, c: Choices): Record<string, unknown> {
  if (step === 'T06') return { until: c.until };
  if (step === 'recheck') return { corrected: c.corrected === true };
  if (step === 'T10') return { amount: c.amount ?? 0, told: c.told === true };
  return step === 'T11' ? { ground: c.ground } : {};
}

const numbers = (kinds: readonly PaperKind[], blocks: Parameters<typeof nextNumber>[0], year: number, borne: ReadonlySet<string>): (string | null)[] =>
  kinds.map((k) => nextNumber(blocks, k.code, year, borne)?.number ?? null);

type Told = { found: LocalCase; people: readonly CrewMember[]; at: string; chosen: Choices; signs: Readonly<Record<string, Strokes>>; refusal: string; agency: Parameters<typeof linesOf>[2]; violation: Parameters<typeof fill>[1]['violation'] };

function papers(kinds: readonly PaperKind[], numbered: readonly (string | null)[], told: Told): Paper[] {
  const { found, people, at, chosen, signs, refusal, agency, violation } = told;
  const done: Paper[] = [];
  kinds.forEach((kind, i) => {
    const withDone = { ...found, papers: [...found.papers, ...done.map((p) => ({ ...p, at }))] };
    const fields = fill(kind.code, { case: withDone, violation, people, agency, at, choices: chosen }) ?? {};
    const officers: Signature[] = people.map((p) => ({ role: 'officer', name: p.name, certificate: p.certificate, strokes: signs[p.name] ?? [], signed_at: at }));
    const party: Signature = { role: 'party', name: found.party?.name ?? '', signed_at: at, ...(refusal === '' ? { strokes: signs['party'] ?? [] } : { refused: refusal }) };
    const signatures = kind.sign.includes('officer') ? [...officers, party] : [];
    done.push({ kind: kind.code, fields, number: numbered[i] ?? '', signatures: signatures.filter((s) => s.refused !== undefined || (s.strokes ?? []).length > 0), by_hand: kind.sign.includes('head') ? ['head'] : [] });
  });
  return done;
}

function Against({ rule, zh, en }: { rule: string; zh: string; en: string }): ReactNode {
  const lang = useLanguage();
  return <p className="notice error" role="alert"><Icon name="shield" /><span>{lang === 'en' ? en : zh} <Chip colour="red">{rule}</Chip></span></p>;
}

const UNTIL = [['m30', 30], ['h2', 120], ['d1', 1440]] as const;
const DEFENCES = ['defence0', 'defence1', 'defence2'] as const;

function Ask({ step, chosen, answer, party, began, onChoose }: { step: SpotStep; chosen: Choices; answer: Answer; party: string; began: Date; onChoose: (more: Choices) => void }): ReactNode {
  const t = useTexts(SPOT);
  if (step === 'T06') return <Options title={t('until')} options={UNTIL.map(([key, minutes]) => { const until = new Date(began.getTime() + minutes * 60_000).toISOString(); return { key, text: t(key), on: chosen.until === until, pick: () => onChoose({ until }) }; })} />;
  if (step === 'recheck') return <Options title={t('recheck')} options={[false, true].map((corrected) => ({ key: String(corrected), text: t(corrected ? 'corrected' : 'notCorrected'), on: chosen.corrected === corrected, pick: () => onChoose({ corrected }) }))} />;
  if (step !== 'T10') return null;
  const range = answer.assessment.range;
  return (
    <>
      {range !== null && <Options title={t('amount')} options={amounts(range, party).map((amount) => ({ key: String(amount), text: t('yuan', { n: amount / 100 }), on: chosen.amount === amount, pick: () => onChoose({ amount }) }))} />}
      <Options title={t('defence')} options={DEFENCES.map((key) => { const defence = DEFENCE_WORDS[key]; return { key, text: t(key), on: (chosen.defence ?? DEFENCE_WORDS.defence0) === defence, pick: () => onChoose({ defence }) }; })} />
      <button type="button" className={`pick ${chosen.told === true ? 'on' : ''}`} aria-pressed={chosen.told === true} onClick={() => onChoose({ told: chosen.told !== true })}><Icon name={chosen.told === true ? 'check' : 'speak'} /><span className="grow">{t('told')}</span><Chip>APL 44 · 45</Chip></button>
    </>
  );
}
const DEFENCE_WORDS = { defence0: '当事人未提出陈述申辩', defence1: '当事人承认违法事实，请求从轻', defence2: '当事人对违法事实有异议' } as const;

type Option = { key: string; text: string; on: boolean; pick: () => void };
const Options = ({ title, options }: { title: string; options: readonly Option[] }): ReactNode => (
  <section className="card stack"><h2>{title}</h2><div className="options">{options.map((o) => <button key={o.key} type="button" className={`pick ${o.on ? 'on' : ''}`} aria-pressed={o.on} onClick={o.pick}>{o.text}</button>)}</div></section>
);

function Signing({ people, party, signs, refusal, onSign, onRefuse }: { people: readonly CrewMember[]; party: string; signs: Readonly<Record<string, Strokes>>; refusal: string; onSign: (who: string, strokes: Strokes) => void; onRefuse: (why: string) => void }): ReactNode {
  const t = useTexts(SPOT);
  const none: Strokes = [];
  return (
    <section className="card stack"><h2>{t('sign')}</h2>
      {people.map((p) => <Glass key={p.member} label={t('signOf', { role: t('officer'), name: p.name })} strokes={signs[p.name] ?? none} onChange={(s) => onSign(p.name, s)} />)}
      {refusal === '' ? <Glass label={t('signOf', { role: t('partyRole'), name: party })} strokes={signs['party'] ?? none} onChange={(s) => onSign('party', s)} /> : <p className="notice warn"><Icon name="hand" /><span className="grow">{refusal}</span><Button small onClick={() => onRefuse('')}>{t('willSign')}</Button></p>}
      {refusal === '' && <details className="decline"><summary className="btn">{t('refuse')}</summary><div className="stack">{(['refuse1', 'refuse2'] as const).map((r) => <Button key={r} wide onClick={() => onRefuse(REFUSALS[r])}>{t(r)}</Button>)}</div></details>}
    </section>
  );
}
const REFUSALS = { refuse1: '当事人拒绝签名', refuse2: '当事人离开现场' } as const;

/** The paper as it comes out of the printer. */
function Slip({ kind, paper }: { kind: PaperKind; paper: Paper }): ReactNode {
  const t = useTexts(SPOT);
  const lang = useLanguage();
  return <details className="card slip-card" open><summary>{t('paperOf')}: {lang === 'en' ? kind.name_en : kind.name} <span className="mono">{paper.number}</span></summary><Picture kind={kind} paper={paper} /></details>;
}

function Picture({ kind, paper, onDrawn }: { kind: PaperKind; paper: Paper; onDrawn?: (canvas: HTMLCanvasElement) => void }): ReactNode {
  const { kit } = useFieldCases();
  const place = useRef<HTMLDivElement>(null);
  const told = useRef(onDrawn);
  const drawn = JSON.stringify(paper);
  useEffect(() => {
    if (kit === null) return;
    const canvas = picture(linesOf(kind, JSON.parse(drawn) as Paper, kit.agency, `${location.origin}/paper/${(JSON.parse(drawn) as Paper).number}`));
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', kind.name);
    place.current?.replaceChildren(canvas);
    told.current?.(canvas);
  }, [kit, kind, drawn]);
  return <div ref={place} className="slip" />;
}

function Issued({ papers: all, printing, kinds, left, onDone }: { papers: readonly Paper[]; printing: boolean; kinds: readonly PaperKind[]; left: number; onDone: () => void }): ReactNode {
  const t = useTexts(SPOT);
  const [canvases, setCanvases] = useState<Readonly<Record<string, HTMLCanvasElement>>>({});
  return (
    <div className="spot stack">
      <p className="notice good" role="status"><Icon name="check" /><span><b>{t('issued')}</b><br />{all.map((p) => p.number).join('、')}</span></p>
      {left <= LOW_WATER && <p className="notice warn"><Icon name="download" />{t('low', { n: Math.max(0, left) })}</p>}
      {all.map((paper, i) => <section key={paper.number} className="card slip-card"><Picture kind={kinds[i] as PaperKind} paper={paper} onDrawn={(canvas) => setCanvases((old) => ({ ...old, [paper.number]: canvas }))} /></section>)}
      <PrintBar canvases={Object.values(canvases)} atOnce={printing ? all.length : 0} />
      <div className="thumb"><Button wide icon="check" onClick={onDone}>{t('done')}</Button></div>
    </div>
  );
}
