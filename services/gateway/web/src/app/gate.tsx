import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import type { ReactElement } from 'react';
import { Navigate, useLocation, useSearchParams } from 'react-router';

import { setClientListeners } from '@/shared/api/client';
import { useLiveChannel } from '@/shared/api/live';
import type { Session } from '@/shared/api/types';
import { actsAsMember } from '@/shared/session/active-role';
import { isStaff, useSessionEnd, useSessionQuery } from '@/shared/session/session';
import { FailedState, Loading } from '@/shared/ui/states';

import { areaOf, useNarrow } from './area';
import { announceBehind, announceBusy, BusyLine } from './busy-line';

const DeskApp = lazy(() => import('./desk/desk-app'));
const PhoneApp = lazy(() => import('./phone/phone-app'));

function landing(session: Session): string {
  return actsAsMember(session) ? '/' : '/work';
}

/** Lets in who is signed in, and shows the area that fits the device and the address. */
export function Gate(): ReactElement {
  const { data: session, error, isPending, refetch } = useSessionQuery();
  const endSession = useSessionEnd();
  const client = useQueryClient();
  useEffect(() => {
    const again = (): void => void client.invalidateQueries({ queryKey: ['views'] });
    setClientListeners({ signedOut: endSession, busy: announceBusy, behind: () => announceBehind(again) });
  });
  if (isPending) return <Loading rows={0} />;
  if (error) return <FailedState error={error} onRetry={() => void refetch()} />;
  return session ? <Inside session={session} /> : <Outside />;
}

function Outside(): ReactElement {
  const { pathname, search } = useLocation();
  const narrow = useNarrow();
  if (pathname !== '/signin') {
    const next = pathname === '/' ? '' : `?next=${encodeURIComponent(pathname + search)}`;
    return <Navigate to={`/signin${next}`} replace />;
  }
  return <Suspense fallback={<Loading rows={0} />}>{narrow ? <PhoneApp session={null} /> : <DeskApp session={null} />}</Suspense>;
}

function Inside({ session }: { session: Session }): ReactElement {
  const { pathname } = useLocation();
  const [params] = useSearchParams();
  const narrow = useNarrow();
  useLiveChannel(useQueryClient());
  if (pathname === '/signin') {
    const next = params.get('next');
    return <Navigate to={next?.startsWith('/') && !next.startsWith('//') ? next : landing(session)} replace />;
  }
  if (pathname === '/' && !actsAsMember(session)) return <Navigate to="/work" replace />;
  const area = areaOf(pathname, narrow, { onlyMember: !isStaff(session), asMember: actsAsMember(session) });
  return (
    <>
      <BusyLine />
      <Suspense fallback={<Loading rows={0} />}>{area === 'phone' ? <PhoneApp session={session} /> : <DeskApp session={session} />}</Suspense>
    </>
  );
}
