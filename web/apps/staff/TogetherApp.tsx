import { type ReactNode, Suspense, lazy } from 'react';
import { NavLink, Route, Routes, useLocation } from 'react-router';
import { Bell } from '@features/messages';
import { OFFICE } from '@features/community/texts';
import { AccountMenu } from '@features/people';
import { Together, WHISTLES } from '@features/whistles';
import { useSession } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Brand, Icon, Spinner, Switches } from '@shared/parts';
import AntdTheme from '@shared/parts/Antd';
import './together.css';

const Neighbourhood = lazy(async () => ({ default: (await import('@features/community')).NeighbourhoodOffice }));

/** The street's face: phone first. Whistles, and beside them what the neighbourhood does together. */
export default function TogetherApp(): ReactNode {
  const t = useTexts(WHISTLES);
  const say = useTexts(OFFICE);
  const { demo } = useSession();
  const { pathname, search } = useLocation();
  const account = new URLSearchParams(search).get('demo');
  const kept = account === null ? '' : `?demo=${encodeURIComponent(account)}`;
  const here = pathname.startsWith('/together/community');
  return (
    <AntdTheme light>
      <div className="together-face">
        <header className="together-head"><Brand {...(demo ? { href: '/demo' } : {})} /><span className="grow together-title">{here ? say('title') : t('title')}</span>
          <NavLink className="together-side" to={{ pathname: here ? '/together' : '/together/community', search: kept }}><Icon name={here ? 'list' : 'people'} /><span>{here ? t('mine') : say('title')}</span></NavLink><Bell /><Switches /><AccountMenu /></header>
        <main id="main"><Suspense fallback={<Spinner />}><Routes>
          <Route path="/community/*" element={<div className="together"><Neighbourhood base="/together/community" theme="light" /></div>} />
          <Route path="/*" element={<Together base="/together" theme="light" blows />} />
        </Routes></Suspense></main>
      </div>
    </AntdTheme>
  );
}
