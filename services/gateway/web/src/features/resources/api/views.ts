import type { UseQueryResult } from '@tanstack/react-query';

import { useOne } from '@/shared/api/query';
import type { ResourceDetail } from '@/shared/api/types';

export function useResource(id: string): UseQueryResult<ResourceDetail> {
  return useOne<ResourceDetail>(`resources/${id}`);
}
