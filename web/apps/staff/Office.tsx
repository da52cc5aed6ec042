import { type ReactNode, Suspense, useEffect, useRef } from 'react';
import { Link, NavLink, Navigate, Route, Routes, useLocation, useSearchParams } from 'react-router';
import { Clock } from '@features/live';
import { CASES } from '@features/cases';
import { Archive, CaseList, CasePage, type CaseParts, Desks, FreePaper, Hearings, Insight, NewCase, Panel, StepPage } from '@features/cases/office';
import { EvidencePanel, Holdings } from '@features/evidence';
import { Bell } from '@features/messages';
import { PaperComposer } from '@features/papers/office';
import { AccountMenu } from '@features/people';
import Openness from '@features/open/Desk';
import { useSession } from '@shared/api';
import { nameIn, useLanguage, useTexts } from '@shared/i18n';
import { Brand, Icon, type IconName, Spinner, Switches } from '@shared/parts';
import AntdTheme from '@shared/parts/Antd';
import './office.css';

const SECTIONS: readonly { key: keyof typeof CASES; path: string; icon: IconName; page: () => ReactNode }[] = [
  { key: 'desks', path: 'desks', icon: 'home', page: Desks },
  { key: 'cases', path: 'cases', icon: 'list', page: CaseList },
  { key: 'hearings', path: 'hearings', icon: 'people', page: Hearings },
  { key: 'panel', path: 'panel', icon: 'hand', page: Panel },
  { key: 'archive', path: 'archive', icon: 'layers', page: Archive },
  { key: 'insight', path: 'insight', icon: 'chart', page: Insight },
  { key: 'openness', path: 'openness', icon: 'people', page: Openness },
];

/** Evidence speaks of a case by its id, and of the place where it lies. */
const PARTS: CaseParts = {
  evidence: ({ case: c }) => <EvidencePanel about={`case:${c.id}`} area={c.area} />,
  holdings: ({ case: c }) => <Holdings about={`case:${c.id}`} />,
};

/** In the demo a page's account stands in its address: it stays there while one walks, so that a reload is still the same person. */
function useKeptAccount(): void {
  const [search, setSearch] = useSearchParams();
  const account = useRef(search.get('demo'));
  useEffect(() => {
    const key = account.current;
    if (key !== null && search.get('demo') === null) setSearch((old) => { const next = new URLSearchParams(old); next.set('demo', key); return next; }, { replace: true });
  }, [search, setSearch]);
}

/** The face of those who handle, review, decide and keep cases. */
export default function Office(): ReactNode {
  const t = useTexts(CASES);
  const lang = useLanguage();
  const { city, demo } = useSession();
  const { pathname } = useLocation();
  useKeptAccount();
  const nav = useRef<HTMLElement>(null);
  const main = useRef<HTMLElement>(null);
  useEffect(() => { nav.current?.querySelector('.active')?.scrollIntoView({ block: 'nearest', inline: 'center' }); main.current?.scrollTo(0, 0); }, [pathname]);
  return (
    <AntdTheme light>
      <div className="office">
        <header className="office-head">
          <Brand {...(demo ? { href: '/demo' } : {})} /><span className="city">{nameIn(city, lang)} · {t('title')}</span><span className="grow" /><Link className="btn small" to="/office/new"><Icon name="plus" /><span>{t('newCase')}</span></Link><Clock /><Bell /><Switches /><AccountMenu />
        </header>
        <nav ref={nav} className="office-nav" aria-label={t('sections')}>{SECTIONS.map((s) => <NavLink key={s.path} to={`/office/${s.path}`}><Icon name={s.icon} />{t(s.key)}</NavLink>)}</nav>
        <main ref={main} id="main" className="office-main">
          <Suspense fallback={<Spinner />}>
            <Routes>
              {SECTIONS.map(({ key, path, page: Page }) => <Route key={path} path={path} element={<div className="stack"><h1>{t(key)}</h1><Page /></div>} />)}
              <Route path="new" element={<div className="stack"><h1>{t('newTitle')}</h1><NewCase /></div>} />
              <Route path="cases/:no" element={<CasePage parts={PARTS} />} />
              <Route path="cases/:no/paper" element={<FreePaper composer={PaperComposer} />} />
              <Route path="cases/:no/paper/:kind" element={<FreePaper composer={PaperComposer} />} />
              <Route path="cases/:no/:step" element={<StepPage composer={PaperComposer} />} />
              <Route path="*" element={<Navigate to="/office/desks" replace />} />
            </Routes>
          </Suspense>
        </main>
      </div>
    </AntdTheme>
  );
}
