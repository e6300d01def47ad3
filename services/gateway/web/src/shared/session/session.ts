import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';

import { get, send, setCsrfToken } from '@/shared/api/client';
import { forgetTokens } from '@/shared/api/tokens';
import { ProblemError } from '@/shared/api/problems';
import type { Session } from '@/shared/api/types';

export type Role = 'department' | 'street' | 'community' | 'unit' | 'branch' | 'signatory' | 'administrator' | 'member';

const KEY = ['session'] as const;

async function readSession(): Promise<Session | null> {
  try {
    const session = await get<Session>('session');
    setCsrfToken(session.csrf_token);
    return session;
  } catch (error) {
    if (error instanceof ProblemError && error.status === 401) return null;
    throw error;
  }
}

export function useSessionQuery(): UseQueryResult<Session | null> {
  return useQuery({ queryKey: KEY, queryFn: readSession, staleTime: 5 * 60_000, retry: 2 });
}

/** The signed-in session; only below the gate of the app, where there is one. */
export function useSession(): Session {
  const { data } = useSessionQuery();
  if (!data) throw new Error('useSession needs a signed-in session');
  return data;
}

export function has(session: Session, ...roles: Role[]): boolean {
  return roles.some((role) => session.roles.includes(role));
}

export function useHas(...roles: Role[]): boolean {
  return has(useSession(), ...roles);
}

/** Processes others' things, as opposed to only serving. */
export function isStaff(session: Session): boolean {
  return session.roles.some((role) => role !== 'member');
}

/** Scopes in which the caller holds one of the roles. */
export function scopesOf(session: Session, ...roles: Role[]): Session['grants'][number]['scope'][] {
  const wanted = session.grants.filter((grant) => roles.some((role) => role === grant.role_code));
  const found = new Map(wanted.map((grant) => [grant.scope.id, grant.scope]));
  return [...found.values()];
}

export interface SignIn {
  login: string;
  password: string;
}

export function useSignIn(): (input: SignIn) => Promise<Session> {
  const client = useQueryClient();
  return async (input) => {
    const session = await send<Session>('session', input);
    setCsrfToken(session.csrf_token);
    client.setQueryData(KEY, session);
    return session;
  };
}

export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await send('session', undefined, { method: 'DELETE' });
    forgetTokens();
    setCsrfToken('');
    client.clear();
    client.setQueryData(KEY, null);
  };
}

/** Called when any answer says that the session is over. */
export function useSessionEnd(): () => void {
  const client = useQueryClient();
  return () => client.setQueryData(KEY, null);
}
