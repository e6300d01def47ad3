export type Area = 'desk' | 'phone';

const STORE_KEY = 'gongjian.area';

/** Addresses that have a phone page of their own; all others show their desk page in one column. */
const phonePages = [
  /^\/$/,
  /^\/signin$/,
  /^\/work$/,
  /^\/find$/,
  /^\/me$/,
  /^\/report$/,
  /^\/onsite$/,
  /^\/new$/,
  /^\/activities\/[^/]+$/,
  /^\/activities\/[^/]+\/confirm$/,
  /^\/registrations\/accept$/,
  /^\/registrations\/[^/]+$/,
];

function stored(): string | null {
  try {
    return localStorage.getItem(STORE_KEY);
  } catch {
    return null;
  }
}

export function preferDesk(desk: boolean): void {
  try {
    if (desk) localStorage.setItem(STORE_KEY, 'desk');
    else localStorage.removeItem(STORE_KEY);
  } finally {
    window.location.assign('/');
  }
}

export { useNarrowDesk as useNarrow } from '@/shared/ui/use-narrow';

/** `/hours` is one's own statement for a member, and the list of all for whoever keeps it. */
export function areaOf(path: string, narrow: boolean, { onlyMember, asMember }: { onlyMember: boolean; asMember: boolean }): Area {
  if (onlyMember && path !== '/signin') return 'phone';
  if (!narrow || stored() === 'desk') return 'desk';
  if (path === '/hours') return asMember ? 'phone' : 'desk';
  return phonePages.some((page) => page.test(path)) ? 'phone' : 'desk';
}
