import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';

import { get } from '@/shared/api/client';
import type { ChangePreview } from '@/shared/api/types';

export type Change = 'rename' | 'amend' | 'move' | 'merge' | 'split' | 'close' | 'division_code';

/** Who and what a change touches; read anew whenever the form changes. */
export function useChangePreview(id: string, query: Record<string, string | undefined> | null): UseQueryResult<ChangePreview> {
  return useQuery({
    queryKey: ['change-preview', id, query],
    queryFn: ({ signal }) => get<ChangePreview>(`organizations/organizations/${id}/change-preview`, query ?? {}, signal),
    enabled: query !== null,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}
