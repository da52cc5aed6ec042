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
const Manage = lazy(() => import('./Manage'));
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
        <Route path="/command/sensors/:code" element={<Gate face="command"><Gauge /></Gate>} />
        <Route path="/command/cameras/:code?" element={<Gate face="command"><Devices /></Gate>} />
        <Route path="/field/:job?/:local?" element={<Gate face="field"><FieldApp /></Gate>} />
        <Route path="/manage/:section?" element={<Gate face="manage"><Manage /></Gate>} />
        <Route path="/office/*" element={<Gate face="office"><Office /></Gate>} />
        <Route path="*" element={<Navigate to="/login" replace />} />
      </Routes>
    </Suspense>
  </BrowserRouter>
);

startPage(<App />);
