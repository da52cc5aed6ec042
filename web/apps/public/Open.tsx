import { type ReactNode, Suspense, lazy } from 'react';
import { Route, Routes } from 'react-router';
import Frame from '@features/open/Frame';
import { Spinner } from '@shared/parts';
import { keep } from './links';

const Overview = lazy(() => import('@features/open/Overview'));
const PublicMap = lazy(() => import('@features/open/PublicMap'));
const Figures = lazy(() => import('@features/open/Figures'));
const Promises = lazy(() => import('@features/open/Promises'));
const Leniency = lazy(() => import('@features/open/Leniency'));
const Answers = lazy(async () => ({ default: (await import('@features/open/Told')).Answers }));
const Cases = lazy(async () => ({ default: (await import('@features/open/Told')).Cases }));
const Decisions = lazy(async () => ({ default: (await import('@features/open/Told')).Decisions }));
const CamerasPage = lazy(() => import('@features/devices/PublicCameras'));

const to = (path: string): string => keep(path === '' ? '/open' : `/open/${path}`);

/** /open: everything that is public, each page a chunk of its own. */
export default function Open(): ReactNode {
  return (
    <Frame to={to}>
      <Suspense fallback={<Spinner />}>
        <Routes>
          <Route index element={<Overview to={to} />} />
          <Route path="map" element={<PublicMap />} />
          <Route path="figures" element={<Figures />} />
          <Route path="promises" element={<Promises />} />
          <Route path="leniency" element={<Leniency />} />
          <Route path="answers" element={<Answers />} />
          <Route path="cases" element={<Cases />} />
          <Route path="decisions" element={<Decisions />} />
          <Route path="cameras" element={<CamerasPage />} />
          <Route path="*" element={<Overview to={to} />} />
        </Routes>
      </Suspense>
    </Frame>
  );
}
