import type { UseQueryResult } from '@tanstack/react-query';

import { useOne, useOwned } from '@/shared/api/query';
import type { AgreementDetail, AgreementText, AgreementVersion } from '@/shared/api/types';

export function useAgreement(id: string): UseQueryResult<AgreementDetail> {
  return useOne<AgreementDetail>(`agreements/${id}`);
}

export function useAgreementText(id: string): UseQueryResult<AgreementText> {
  return useOwned<AgreementText>(`pairings/agreements/${id}`);
}

export function useOldText(id: string, versionNo: number | null): UseQueryResult<AgreementVersion> {
  return useOwned<AgreementVersion>(`pairings/agreements/${id}/versions/${versionNo ?? 0}`, versionNo !== null);
}
