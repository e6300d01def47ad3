import type { UseQueryResult } from '@tanstack/react-query';

import { useOne, useOwned } from '@/shared/api/query';
import type { NeedDetail, NeedText } from '@/shared/api/types';

export function useNeed(id: string): UseQueryResult<NeedDetail> {
  return useOne<NeedDetail>(`needs/${id}`);
}

export function useNeedText(id: string): UseQueryResult<NeedText> {
  return useOwned<NeedText>(`needs/needs/${id}`);
}
