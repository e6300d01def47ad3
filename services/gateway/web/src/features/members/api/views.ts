import type { UseQueryResult } from '@tanstack/react-query';

import { useOne, useOwned } from '@/shared/api/query';
import type { MaskedPerson, MemberDetail } from '@/shared/api/types';

export function useMember(id: string, enabled = true): UseQueryResult<MemberDetail> {
  return useOne<MemberDetail>(`members/${id}`, undefined, enabled);
}

/** Identity number and phone, masked by the service that keeps them. */
export function useMaskedPerson(id: string): UseQueryResult<MaskedPerson> {
  return useOwned<MaskedPerson>(`registrations/members/${id}`);
}
