import { type ReactNode, Suspense, lazy } from 'react';
import { BrowserRouter, Navigate, Route, Routes } from 'react-router';
import { Spinner, startPage } from '@shared/parts';
import { Gate } from './Gate';
import { LoginPage } from './LoginPage';
import { SecurityPage } from './SecurityPage';

const Command = lazy(() => import('./Command'));
const FieldApp = lazy(() => import('./FieldApp'));
const Intake = lazy(() => import('./Intake'));
const Devices = lazy(() => import('./Devices'));
const Gauge = lazy(() => import('./Gauge'));
const ReviewPage = lazy(() => import('./ReviewPage'));
const HotlinePage = lazy(() => import('./HotlinePage'));
const SocialPage = lazy(() => import('./SocialPage'));
const VoicesPage = lazy(() => import('./VoicesPage'));
const SamePage = lazy(() => import('./SamePage'));
const Manage = lazy(() => import('./Manage'));
const TogetherApp = lazy(() => import('./TogetherApp'));
const Whistles = lazy(() => import('./Whistles'));
const Neighbourhood = lazy(() => import('./Neighbourhood'));
const Openness = lazy(() => import('./Openness'));
const Office = lazy(() => import('./Office'));

const App = (): ReactNode => (
  <BrowserRouter>
    <Suspense fallback={<Spinner />}>
      <Routes>
        <Route path="/login" element={<LoginPage />} />
        <Route path="/login/security" element={<SecurityPage />} />
        <Route path="/command" element={<Gate face="command"><Command /></Gate>} />
        <Route path="/command/waiting" element={<Gate face="command"><Intake /></Gate>} />
        <Route path="/command/review" element={<Gate face="command"><ReviewPage /></Gate>} />
        <Route path="/command/same" element={<Gate face="command"><SamePage /></Gate>} />
        <Route path="/command/voices" element={<Gate face="command"><VoicesPage /></Gate>} />
        <Route path="/command/hotline" element={<Gate face="command"><HotlinePage /></Gate>} />
        <Route path="/command/social" element={<Gate face="command"><SocialPage /></Gate>} />
        <Route path="/command/sensors/:code" element={<Gate face="command"><Gauge /></Gate>} />
        <Route path="/command/cameras/:code?" element={<Gate face="command"><Devices /></Gate>} />
        <Route path="/command/whistles/*" element={<Gate face="command"><Whistles /></Gate>} />
        <Route path="/command/community/*" element={<Gate face="command"><Neighbourhood /></Gate>} />
        <Route path="/command/openness" element={<Gate face="command"><Openness /></Gate>} />
        <Route path="/together/*" element={<Gate face="together"><TogetherApp /></Gate>} />
        <Route path="/field/:job?/:local?" element={<Gate face="field"><FieldApp /></Gate>} />
        <Route path="/manage/:section?" element={<Gate face="manage"><Manage /></Gate>} />
        <Route path="/office/*" element={<Gate face="office"><Office /></Gate>} />
        <Route path="*" element={<Navigate to="/login" replace />} />
      </Routes>
    </Suspense>
  </BrowserRouter>
);

startPage(<App />);
