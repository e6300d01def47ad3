import type { ReactElement } from 'react';
import { Link } from 'react-router';

import type { OrgRef } from '@/shared/api/types';
import { place } from '@/shared/format/names';

export function OrgLink({ org }: { org: OrgRef | null | undefined }): ReactElement {
  if (!org) return <span className="muted">—</span>;
  return <Link to={`/organizations/${org.id}`}>{place(org)}</Link>;
}
