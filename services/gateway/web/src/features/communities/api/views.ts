import type { UseQueryResult } from '@tanstack/react-query';

import { useOne } from '@/shared/api/query';
import type { CommunityPage } from '@/shared/api/types';

export function useCommunity(code: string, asOf: string | undefined): UseQueryResult<CommunityPage> {
  return useOne<CommunityPage>(`communities/${code}`, asOf ? { as_of: asOf } : undefined);
}
