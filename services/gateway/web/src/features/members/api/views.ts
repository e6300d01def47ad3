import type { UseQueryResult } from '@tanstack/react-query';

import { useOne } from '@/shared/api/query';
import type { MemberDetail } from '@/shared/api/types';

export function useMember(id: string, enabled = true): UseQueryResult<MemberDetail> {
  return useOne<MemberDetail>(`members/${id}`, undefined, enabled);
}
