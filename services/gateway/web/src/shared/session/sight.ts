import type { OrgRef, Session } from '@/shared/api/types';

import { useSession } from './session';

type Scope = Pick<Session['grants'][number]['scope'], 'id' | 'name' | 'kind'>;

const EVERYWHERE = '*';
const wide = new Set(['city', 'district']);

/** Whether the page of an organization opens under these grants. Only a community's name comes with its street. */
export function opens(scopes: Scope[], org: OrgRef): boolean {
  if (scopes.some((scope) => scope.id === EVERYWHERE || scope.id === org.id)) return true;
  if (!org.street) return true;
  return scopes.some((scope) => wide.has(scope.kind) || (scope.kind === 'street' && scope.name === org.street));
}

/** Those of a path, widest first, that open: what lies above every grant does not. */
export function openPart(scopes: Scope[], path: OrgRef[]): OrgRef[] {
  if (scopes.some((scope) => scope.id === EVERYWHERE)) return path;
  const from = path.findIndex((org) => scopes.some((scope) => scope.id === org.id));
  return from < 0 ? [] : path.slice(from);
}

function useScopes(): Scope[] {
  return useSession().grants.map((grant) => grant.scope);
}

/** What would not open is named and not linked. */
export function useOpens(): (org: OrgRef) => boolean {
  const scopes = useScopes();
  return (org) => opens(scopes, org);
}

export function useOpenPart(path: OrgRef[]): (org: OrgRef) => boolean {
  const part = openPart(useScopes(), path);
  return (org) => part.includes(org);
}
