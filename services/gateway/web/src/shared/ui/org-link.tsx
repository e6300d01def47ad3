import type { ReactElement } from 'react';
import { Link } from 'react-router';

import type { OrgRef } from '@/shared/api/types';
import { place } from '@/shared/format/names';
import { useOpens } from '@/shared/session/sight';

export function OrgLink({ org }: { org: OrgRef | null | undefined }): ReactElement {
  const opens = useOpens();
  if (!org) return <span className="muted">—</span>;
  if (!opens(org)) return <>{place(org)}</>;
  return <Link to={`/organizations/${org.id}`}>{place(org)}</Link>;
}
