const pages: Record<string, string> = {
  need: '/needs',
  resource: '/resources',
  plan: '/plans',
  offer: '/needs',
  agreement: '/agreements',
  project: '/projects',
  session: '/activities',
  organization: '/organizations',
  member: '/members',
  registration: '/registrations',
};

/** Page of a subject; what has none of its own (check-ins, hours) stays text. */
export function pageOf(kind: string, id: string | undefined): string | undefined {
  const page = pages[kind];
  return page && id ? `${page}/${id}` : undefined;
}
