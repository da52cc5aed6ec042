import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, sha256, type PaperProof } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Chip, Spinner, Trouble } from '@shared/parts';
import { PAPERS } from './texts';
import './papers.css';

const LIGHTS = { final: 'green', voided: 'red', numbered: 'grey' } as const;
const stateOf = (p: PaperProof): keyof typeof LIGHTS => (p.state === 'voided' ? 'voided' : p.state === 'final' ? 'final' : 'numbered');

/** What a paper's QR code opens: is it ours, does it hold, is this file the one. Nobody's name. */
export function ProofCard({ code }: { code: string }): ReactNode {
  const t = useTexts(PAPERS);
  const query = useQuery({ queryKey: ['paper', code], queryFn: () => api.paperProof(code) });
  if (query.isPending) return <div className="card"><Spinner /></div>;
  if (query.isError) return <div className="card stack"><Trouble error={query.error} /></div>;
  const p = query.data;
  const state = stateOf(p);
  return (
    <section className="card proof stack" aria-label={p.number}>
      <p className="muted">{t('lead')}</p>
      <div className="row"><h2 className="grow">{p.title}</h2><Chip colour={LIGHTS[state]}>{t(state)}</Chip></div>
      {state === 'voided' && <p className="notice warn">{t('voidHint')}</p>}
      <dl className="proof-facts">
        <dt>{t('number')}</dt><dd>{p.number}</dd>
        <dt>{t('agency')}</dt><dd>{p.agency}</dd>
        <dt>{t('made')}</dt><dd>{p.made_on}</dd>
        {state !== 'numbered' && <><dt>{t('pages')}</dt><dd>{p.pages}</dd><dt>{t('seal')}</dt><dd>{t(p.sealed ? 'sealed' : 'unsealed')}</dd></>}
      </dl>
      <p>{t('compare')}</p>
      {p.sha256 !== '' && <Compare wanted={p.sha256} />}
      {p.sha256 !== '' && <details><summary>{t('digests')}</summary><p className="proof-digest">SHA-256 {p.sha256}</p><p className="proof-digest">SM3 {p.sm3}</p></details>}
    </section>
  );
}

/** Is the file in hand the registered one? Computed here; nothing is uploaded. */
function Compare({ wanted }: { wanted: string }): ReactNode {
  const t = useTexts(PAPERS);
  const [same, setSame] = useState<boolean | null>(null);
  const look = async (file: File | undefined): Promise<void> => setSame(file === undefined ? null : (await sha256(await file.arrayBuffer())) === wanted);
  return (
    <div className="stack">
      <label className="btn wide proof-pick">{t('mine')}<input type="file" accept="application/pdf" onChange={(event) => void look(event.target.files?.[0])} /></label>
      <p className="muted">{t('mineHint')}</p>
      {same !== null && <p role="status" className={same ? 'notice' : 'notice warn'}>{t(same ? 'same' : 'differs')}</p>}
    </div>
  );
}
