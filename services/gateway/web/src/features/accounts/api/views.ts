import type { UseQueryResult } from '@tanstack/react-query';

import { useOne } from '@/shared/api/query';
import type { AccountDetail } from '@/shared/api/types';

export function useAccount(id: string): UseQueryResult<AccountDetail> {
  return useOne<AccountDetail>(`users/${id}`);
}
