import { ConfigProvider } from 'antd-mobile';
import en from 'antd-mobile/es/locales/en-US';
import zh from 'antd-mobile/es/locales/zh-CN';
import { lazy, Suspense } from 'react';
import type { ReactElement } from 'react';
import { Route, Routes } from 'react-router';

import type { Session } from '@/shared/api/types';
import { useLanguage } from '@/shared/texts';
import { Loading } from '@/shared/ui/states';

import { BottomBar } from './bottom-bar';
import { startLargeType } from './large-type';
import { startPendingMarks } from './start-pending';
import './react19';
import './phone.css';
import './phone-form.css';
import './phone-rows.css';
import './phone-sign-in.css';

const AcceptPage = lazy(() => import('./pages/accept-page'));
const ConfirmPage = lazy(() => import('./pages/confirm-page'));
const FindPage = lazy(() => import('./pages/find-page'));
const HomePage = lazy(() => import('./pages/home-page'));
const HoursPage = lazy(() => import('./pages/hours-page'));
const MePage = lazy(() => import('./pages/me-page'));
const MissingPage = lazy(() => import('./pages/missing-page'));
const NewPage = lazy(() => import('./pages/new-page'));
const OnsitePage = lazy(() => import('./pages/onsite-page'));
const PasswordPage = lazy(() => import('./pages/password-page'));
const RegistrationPage = lazy(() => import('./pages/registration-page'));
const ReportPage = lazy(() => import('./pages/report-page'));
const SessionPage = lazy(() => import('./pages/session-page'));
const SignInPage = lazy(() => import('./pages/sign-in-page'));
const WorkPage = lazy(() => import('./pages/work-page'));

startLargeType();
startPendingMarks();

function Pages(): ReactElement {
  return (
    <Routes>
      <Route path="/" element={<HomePage />} />
      <Route path="/find" element={<FindPage />} />
      <Route path="/hours" element={<HoursPage />} />
      <Route path="/me" element={<MePage />} />
      <Route path="/me/password" element={<PasswordPage />} />
      <Route path="/report" element={<ReportPage />} />
      <Route path="/work" element={<WorkPage />} />
      <Route path="/onsite" element={<OnsitePage />} />
      <Route path="/new" element={<NewPage />} />
      <Route path="/activities/:id" element={<SessionPage />} />
      <Route path="/activities/:id/confirm" element={<ConfirmPage />} />
      <Route path="/registrations/accept" element={<AcceptPage />} />
      <Route path="/registrations/:id" element={<RegistrationPage />} />
      <Route path="*" element={<MissingPage />} />
    </Routes>
  );
}

export default function PhoneApp({ session }: { session: Session | null }): ReactElement {
  const language = useLanguage();
  return (
    <ConfigProvider locale={language === 'en' ? en : zh}>
      <div className="phone">
        <Suspense fallback={<Loading rows={4} />}>{session ? <Pages /> : <SignInPage />}</Suspense>
        {session ? <BottomBar session={session} /> : null}
      </div>
    </ConfigProvider>
  );
}
