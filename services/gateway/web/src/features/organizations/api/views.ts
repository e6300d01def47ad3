import type { UseQueryResult } from '@tanstack/react-query';

import { useOne, useView } from '@/shared/api/query';
import type { HistoryEntry, OrganizationDetail, OrganizationRow, Page } from '@/shared/api/types';

export type Line = 'territory' | 'affiliation';

export function useOrganization(id: string, asOf?: string): UseQueryResult<OrganizationDetail> {
  return useOne<OrganizationDetail>(`organizations/${id}`, { as_of: asOf });
}

export function useHistory(id: string, asOf?: string): UseQueryResult<{ items: HistoryEntry[]; as_of: string }> {
  return useOne(`organizations/${id}/history`, { as_of: asOf });
}

export function useBelow(id: string, line: Line, asOf?: string): UseQueryResult<Page<OrganizationRow>> {
  return useView<Page<OrganizationRow>>('organizations', { scope: id, line, as_of: asOf, size: 100 });
}
