import { useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';

import { get } from '@/shared/api/client';
import type { DemoAccount } from '@/shared/api/types';

/** Empty outside the demo, and then nothing of the block is shown. */
export function useDemoAccounts(): UseQueryResult<DemoAccount[]> {
  return useQuery({
    queryKey: ['demo-accounts'],
    queryFn: async () => (await get<{ items: DemoAccount[] }>('demo-accounts')).items,
    staleTime: Infinity,
    retry: false,
  });
}
