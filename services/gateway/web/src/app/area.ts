export type Area = 'desk' | 'phone';

const STORE_KEY = 'gongjian.area';

/** Addresses that have a phone page of their own; all others show their desk page in one column. */
const phonePages = [
  /^\/$/,
  /^\/signin$/,
  /^\/work$/,
  /^\/find$/,
  /^\/hours$/,
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

export function areaOf(path: string, narrow: boolean, onlyMember: boolean): Area {
  if (onlyMember && path !== '/signin') return 'phone';
  if (!narrow || stored() === 'desk') return 'desk';
  return phonePages.some((page) => page.test(path)) ? 'phone' : 'desk';
}
