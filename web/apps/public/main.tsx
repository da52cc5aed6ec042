import { type ReactNode, Suspense, lazy } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { Spinner, startPage } from '@shared/parts';
import { Frame } from './Frame';
import { Home } from './Home';
import { FindPage, ProgressPage } from './Track';
import './public.css';

const NearPage = lazy(() => import('./Near'));
const LinkPage = lazy(() => import('./LinkPage'));
const CamerasPage = lazy(() => import('@features/devices/PublicCameras'));
const PaperPage = lazy(() => import('./PaperPage'));
const PermitPage = lazy(() => import('./PermitPage'));
const SellPage = lazy(() => import('@features/permits/SellPage'));

const App = (): ReactNode => (
  <BrowserRouter>
    <Frame>
      <Suspense fallback={<Spinner />}>
        <Routes>
          <Route path="/" element={<Home />} />
          <Route path="/track" element={<FindPage />} />
          <Route path="/track/:receipt" element={<ProgressPage />} />
          <Route path="/open/cameras" element={<CamerasPage />} />
          <Route path="/near" element={<NearPage />} />
          <Route path="/sell" element={<SellPage />} />
          <Route path="/permit/:number" element={<PermitPage />} />
          <Route path="/paper/:code" element={<PaperPage />} />
          <Route path="/link/:token" element={<LinkPage />} />
          <Route path="*" element={<Home />} />
        </Routes>
      </Suspense>
    </Frame>
  </BrowserRouter>
);

startPage(<App />);
