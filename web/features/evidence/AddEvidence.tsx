import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { type FormEvent, type ReactNode, useState } from 'react';
import { api, cityNow, newKey, sha256 } from '@shared/api';
import { useLanguage, useTexts } from '@shared/i18n';
import { Field, Trouble } from '@shared/parts';
import { sortOf } from './files';
import { EVIDENCE, SORTS } from './texts';

const localNow = (): string => new Date(cityNow().getTime() + 8 * 3_600_000).toISOString().slice(0, 16);

/** One new piece. Its digest is taken on this machine as soon as the file is chosen, so that nothing on the way can change it unseen. */
export function AddEvidence({ about, area, done }: { about: string; area: string; done: () => void }): ReactNode {
  const t = useTexts(EVIDENCE);
  const lang = useLanguage();
  const client = useQueryClient();
  const [key] = useState(newKey);
  const [file, setFile] = useState<File | null>(null);
  const [digest, setDigest] = useState('');
  const [said, setSaid] = useState({ sort: 'electronic', title: '', proves: '', captured: localNow() });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const set = (change: Partial<typeof said>): void => setSaid((old) => ({ ...old, ...change }));
  const choose = async (found: File | undefined): Promise<void> => {
    setDigest('');
    setFile(found ?? null);
    if (found === undefined) return;
    set({ sort: sortOf(found.type), ...(said.title === '' ? { title: found.name.replace(/\.\w+$/, '').slice(0, 80) } : {}) });
    setDigest(await sha256(await found.arrayBuffer()));
  };
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    if (file === null || digest === '') return;
    setBusy(true);
    setError(null);
    api.addEvidence(file, { key, about, area, sort: said.sort, title: said.title.trim(), proves: said.proves.trim(), captured_at: `${said.captured}:00+08:00`, sha256: digest })
      .then(async () => { await client.invalidateQueries({ queryKey: ['evidence', about] }); done(); }, setError).finally(() => setBusy(false));
  };
  return (
    <form className="card stack add-evidence" onSubmit={submit}>
      <label className="btn file-pick">{file === null ? t('choose') : file.name}<input type="file" accept="image/*,video/*,audio/*,application/pdf" onChange={(e) => void choose(e.target.files?.[0])} /></label>
      {digest !== '' && <p className="digest muted">{t('digestHere', { d: digest })}</p>}
      <div className="add-evidence-fields">
        <Field label={t('name')}>{(id) => <input id={id} className="input" value={said.title} maxLength={120} onChange={(e) => set({ title: e.target.value })} />}</Field>
        <Field label={t('sort')}>{(id) => <select id={id} className="input" value={said.sort} onChange={(e) => set({ sort: e.target.value })}>{Object.entries(SORTS).map(([code, pair]) => <option key={code} value={code}>{pair[lang === 'zh' ? 0 : 1]}</option>)}</select>}</Field>
        <Field label={t('takenAt')}>{(id) => <input id={id} type="datetime-local" className="input" value={said.captured} onChange={(e) => set({ captured: e.target.value })} />}</Field>
        <Field label={t('proves')}>{(id) => <input id={id} className="input" value={said.proves} onChange={(e) => set({ proves: e.target.value })} />}</Field>
      </div>
      {error !== null && <Trouble error={error} />}
      <div className="row"><Button htmlType="submit" type="primary" loading={busy} disabled={digest === '' || said.title.trim() === ''}>{busy ? t('sending') : t('send')}</Button><Button onClick={done}>{t('cancel')}</Button>{(digest === '' || said.title.trim() === '') && <span className="muted">{t('fill')}</span>}</div>
    </form>
  );
}
