import { Button } from 'antd';
import { lazy, Suspense } from 'react';
import type { ReactElement } from 'react';
import { Link, Navigate, Route, Routes } from 'react-router';

import type { Session } from '@/shared/api/types';
import { isStaff } from '@/shared/session/session';
import { t } from '@/shared/texts';
import { Loading, NotVisible } from '@/shared/ui/states';

import { Frame } from './frame';

const ActivitiesPage = lazy(() => import('./pages/activities-page'));
const ActivityPage = lazy(() => import('./pages/activity-page'));
const AgreementPage = lazy(() => import('./pages/agreement-page'));
const AgreementsPage = lazy(() => import('./pages/agreements-page'));
const BoardPage = lazy(() => import('./pages/board-page'));
const CommunityPage = lazy(() => import('./pages/community-page'));
const DoorPage = lazy(() => import('./pages/door-page'));
const HoursPage = lazy(() => import('./pages/hours-page'));
const ImportsPage = lazy(() => import('./pages/imports-page'));
const MemberPage = lazy(() => import('./pages/member-page'));
const MembersPage = lazy(() => import('./pages/members-page'));
const NeedPage = lazy(() => import('./pages/need-page'));
const NeedsPage = lazy(() => import('./pages/needs-page'));
const OffersPage = lazy(() => import('./pages/offers-page'));
const OrganizationPage = lazy(() => import('./pages/organization-page'));
const OrganizationsPage = lazy(() => import('./pages/organizations-page'));
const ParkedEventsPage = lazy(() => import('./pages/parked-events-page'));
const PlanPage = lazy(() => import('./pages/plan-page'));
const PlansPage = lazy(() => import('./pages/plans-page'));
const ProjectPage = lazy(() => import('./pages/project-page'));
const ProjectsPage = lazy(() => import('./pages/projects-page'));
const RegistrationPage = lazy(() => import('./pages/registration-page'));
const RegistrationsPage = lazy(() => import('./pages/registrations-page'));
const ResourcePage = lazy(() => import('./pages/resource-page'));
const ResourcesPage = lazy(() => import('./pages/resources-page'));
const UserPage = lazy(() => import('./pages/user-page'));
const UsersPage = lazy(() => import('./pages/users-page'));
const WorkPage = lazy(() => import('./pages/work-page'));

function Missing(): ReactElement {
  return (
    <NotVisible
      home={
        <Link to="/">
          <Button>{t('state.go_home')}</Button>
        </Link>
      }
    />
  );
}

/** The sheet at the door fills the screen; everything else stands in the frame. */
export default function DeskPages({ session }: { session: Session }): ReactElement {
  return (
    <Suspense fallback={<Loading rows={0} />}>
      <Routes>
        <Route path="/door/:id" element={<DoorPage />} />
        <Route path="*" element={<Framed session={session} />} />
      </Routes>
    </Suspense>
  );
}

function Framed({ session }: { session: Session }): ReactElement {
  return (
    <Frame session={session}>
      <Suspense fallback={<Loading rows={0} />}>
        <Routes>
          <Route path="/" element={<Navigate to={isStaff(session) ? '/work' : '/hours'} replace />} />
          <Route path="/work" element={<WorkPage />} />
          <Route path="/board" element={<BoardPage />} />
          <Route path="/organizations" element={<OrganizationsPage />} />
          <Route path="/imports" element={<ImportsPage />} />
          <Route path="/organizations/:id" element={<OrganizationPage />} />
          <Route path="/communities/:code" element={<CommunityPage />} />
          <Route path="/members" element={<MembersPage />} />
          <Route path="/members/:id" element={<MemberPage />} />
          <Route path="/registrations" element={<RegistrationsPage />} />
          <Route path="/registrations/:id" element={<RegistrationPage />} />
          <Route path="/needs" element={<NeedsPage />} />
          <Route path="/needs/:id" element={<NeedPage />} />
          <Route path="/resources" element={<ResourcesPage />} />
          <Route path="/resources/:id" element={<ResourcePage />} />
          <Route path="/plans" element={<PlansPage />} />
          <Route path="/plans/:id" element={<PlanPage />} />
          <Route path="/offers" element={<OffersPage />} />
          <Route path="/agreements" element={<AgreementsPage />} />
          <Route path="/agreements/:id" element={<AgreementPage />} />
          <Route path="/projects" element={<ProjectsPage />} />
          <Route path="/projects/:id" element={<ProjectPage />} />
          <Route path="/activities" element={<ActivitiesPage />} />
          <Route path="/activities/:id" element={<ActivityPage />} />
          <Route path="/hours" element={<HoursPage />} />
          <Route path="/users" element={<UsersPage />} />
          <Route path="/users/:id" element={<UserPage />} />
          <Route path="/parked-events" element={<ParkedEventsPage />} />
          <Route path="*" element={<Missing />} />
        </Routes>
      </Suspense>
    </Frame>
  );
}
