import type { UseQueryResult } from '@tanstack/react-query';

import type { Query } from '@/shared/api/client';
import { useView } from '@/shared/api/query';
import type { HoursStatement } from '@/shared/api/types';

export function useHours(query: Query, enabled = true): UseQueryResult<HoursStatement> {
  return useView<HoursStatement>('hours', query, enabled);
}
