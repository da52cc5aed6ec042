import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { api, type SocialDesk } from '@shared/api';
import { dayAndTime, lookUp, said, useLanguage, useTexts } from '@shared/i18n';
import { Button, Chip, Empty, Spinner, Trouble } from '@shared/parts';
import { REASONS, SOCIAL } from './texts';
import './social.css';

type Post = SocialDesk['posts'][number];

/** Posts in doubt, likeliest first, decided with two keys; beside them what the filter did by itself. */
export function Social(): ReactNode {
  const t = useTexts(SOCIAL);
  const client = useQueryClient();
  const [news, setNews] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [chosen, setChosen] = useState<number | null>(null);
  const desk = useQuery({ queryKey: ['social'], queryFn: () => api.social(), refetchInterval: 30_000 });
  const rows = desk.data?.posts ?? [];
  const index = Math.max(0, rows.findIndex((p) => p.id === chosen));
  const decide = (post: Post, yes: boolean): void => {
    setError(null);
    const next = rows[rows.indexOf(post) + 1] ?? rows[rows.indexOf(post) - 1];
    (yes ? api.acceptPost(post.id) : api.dropPost(post.id)).then(({ receipt }) => {
      setNews(yes ? t('accepted', { no: receipt }) : t('dropped'));
      setChosen(next?.id ?? null);
      void client.invalidateQueries({ queryKey: ['social'] });
    }, setError);
  };
  const key = useRef<(e: KeyboardEvent) => void>(() => undefined);
  key.current = (e) => {
    const post = rows[index];
    if (post === undefined || e.ctrlKey || e.metaKey || e.altKey || (e.target instanceof HTMLElement && e.target.matches('input, textarea, select'))) return;
    if (e.key === 'y') decide(post, true);
    if (e.key === 'n') decide(post, false);
    if (e.key === 'j' || e.key === 'k') setChosen(rows[Math.min(Math.max(index + (e.key === 'j' ? 1 : -1), 0), rows.length - 1)]?.id ?? null);
  };
  useEffect(() => {
    const listen = (e: KeyboardEvent): void => key.current(e);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
  if (desk.isPending) return <main id="main" className="social"><Spinner /></main>;
  if (desk.isError) return <main id="main" className="social"><Trouble error={desk.error} retry={() => void desk.refetch()} /></main>;
  return (
    <main id="main" className="social">
      <section className="stack">
        <h2>{t('posts')} <Chip colour={rows.length > 0 ? 'amber' : 'green'}>{rows.length}</Chip>{rows.length > 0 && <span className="muted social-keys">{t('keys')}</span>}</h2>
        {news !== '' && <p className="muted" role="status">{news}</p>}
        {error !== null && <Trouble error={error} />}
        {rows.length === 0 ? <Empty icon="check" title={t('empty')}>{t('emptyText')}</Empty> : <ol className="stack">{rows.map((p, i) => <PostCard key={p.id} post={p} current={i === index} onChoose={() => setChosen(p.id)} onDecide={(yes) => decide(p, yes)} />)}</ol>}
      </section>
      <div className="stack"><Figures figures={desk.data.figures} /><Feeds feeds={desk.data.feeds} /></div>
    </main>
  );
}

function PostCard({ post, current, onChoose, onDecide }: { post: Post; current: boolean; onChoose: () => void; onDecide: (yes: boolean) => void }): ReactNode {
  const t = useTexts(SOCIAL);
  const lang = useLanguage();
  const card = useRef<HTMLLIElement>(null);
  useEffect(() => { if (current) card.current?.scrollIntoView({ block: 'nearest' }); }, [current]);
  return (
    <li ref={card} className="card stack" aria-current={current} onClick={onChoose}>
      <header className="row wrap"><span className="muted grow">{post.feed} · {t('by', { who: post.author || t('nobody'), when: dayAndTime(post.posted_at, lang) })}</span><Chip colour={post.relevance >= 60 ? 'yellow' : 'grey'}>{t('percent', { n: post.relevance })}</Chip></header>
      <p className="words">{post.text}</p>
      <p className="muted">{post.place || t('noPlace')}</p>
      <ul className="why" aria-label={t('why')}>{post.reasons.map((r) => <li key={r.name} data-for={r.weight > 0}>{r.weight > 0 ? '+' : '−'} {lookUp(REASONS, r.name, lang)}</li>)}</ul>
      <div className="row wrap"><Button small look="primary" onClick={() => onDecide(true)}>{t('accept')}</Button><Button small onClick={() => onDecide(false)}>{t('drop')}</Button>{post.url !== '' && <a href={post.url} target="_blank" rel="noreferrer noopener">{t('original')}</a>}</div>
    </li>
  );
}

function Figures({ figures }: { figures: SocialDesk['figures'] }): ReactNode {
  const t = useTexts(SOCIAL);
  const rows = ['taken', 'yes', 'no', 'passed'] as const;
  return (
    <section className="card stack">
      <h2>{t('figures', { n: figures.days })}</h2>
      <dl className="counts">{rows.map((name) => <div key={name}><dt>{t(name)}</dt><dd>{figures[name]}</dd></div>)}</dl>
      {figures.low !== null && figures.high !== null && <p className="muted">{t('agree', { low: figures.low, high: figures.high })}</p>}
    </section>
  );
}

function Feeds({ feeds }: { feeds: SocialDesk['feeds'] }): ReactNode {
  const t = useTexts(SOCIAL);
  const lang = useLanguage();
  return (
    <section className="card stack">
      <h2>{t('feeds')}</h2>
      {feeds.length === 0 ? <p className="muted">{t('noFeeds')}</p> : (
        <ul className="stack">{feeds.map((f) => <li key={f.name}><div className="row wrap"><strong className="grow">{f.name}</strong><Chip colour={f.failures > 0 ? 'red' : 'green'}>{f.failures > 0 ? t('failing', { n: f.failures }) : t('fine')}</Chip></div><p className="muted">{f.address}</p>{f.failures > 0 && <p>{said(f, 'said', lang)}</p>}</li>)}</ul>
      )}
    </section>
  );
}
