import { type ReactNode, Suspense, lazy } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { Spinner, startPage } from '@shared/parts';
import { Frame } from './Frame';
import { Home } from './Home';
import { FindPage, ProgressPage } from './Track';
import './public.css';

const NearPage = lazy(() => import('./Near'));
const Door = lazy(() => import('@features/whistles/Door'));
const Community = lazy(() => import('@features/community/Community'));
const FirmDoor = lazy(() => import('@features/community/FirmDoor'));
const FirmTask = lazy(() => import('@features/community/FirmTask'));
const LinkPage = lazy(() => import('./LinkPage'));
const Open = lazy(() => import('./Open'));
const PaperPage = lazy(() => import('./PaperPage'));
const PermitPage = lazy(() => import('./PermitPage'));
const VoicePage = lazy(() => import('@features/voices/VoicePage'));
const VoiceTrackPage = lazy(() => import('@features/voices/VoiceTrackPage'));
const StopPage = lazy(() => import('@features/reports/StopPage'));
const SellPage = lazy(() => import('@features/permits/SellPage'));

const App = (): ReactNode => (
  <BrowserRouter>
    <Frame>
      <Suspense fallback={<Spinner />}>
        <Routes>
          <Route path="/" element={<Home />} />
          <Route path="/track" element={<FindPage />} />
          <Route path="/track/:receipt" element={<ProgressPage />} />
          <Route path="/open/*" element={<Open />} />
          <Route path="/near" element={<NearPage />} />
          <Route path="/sell" element={<SellPage />} />
          <Route path="/voice" element={<VoicePage />} />
          <Route path="/voice/:kind/:receipt" element={<VoiceTrackPage />} />
          <Route path="/permit/:number" element={<PermitPage />} />
          <Route path="/paper/:code" element={<PaperPage />} />
          <Route path="/link/:token" element={<LinkPage />} />
          <Route path="/community/*" element={<Community />} />
          <Route path="/stop/:code" element={<StopPage />} />
          <Route path="/firm/task/:code" element={<FirmTask />} />
          <Route path="/firm/:code" element={<FirmDoor />} />
          <Route path="/together/in/:code" element={<Door />} />
          <Route path="*" element={<Home />} />
        </Routes>
      </Suspense>
    </Frame>
  </BrowserRouter>
);

startPage(<App />);

// After the page stands, and never in its way: from the second visit on it starts with no network.
const KEEP_AFTER_MS = 2_500;
const keepPage = (): void => { if (/^\/(track.*)?$/.test(location.pathname)) void import('@shared/offline').then(({ citizenWorker }) => citizenWorker()); };
setTimeout(keepPage, KEEP_AFTER_MS);
