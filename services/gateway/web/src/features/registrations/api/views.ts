import type { UseQueryResult } from '@tanstack/react-query';

import { useOne, useView } from '@/shared/api/query';
import type { Division, Page, RegistrationDetail, RegistrationRow } from '@/shared/api/types';

export function useRegistration(id: string): UseQueryResult<RegistrationDetail> {
  return useOne<RegistrationDetail>(`registrations/${id}`);
}

export function useWaiting(): UseQueryResult<Page<RegistrationRow>> {
  return useView<Page<RegistrationRow>>('registrations', { status: 'verified', size: 100 });
}

export function useDivisions(parent: string | undefined, enabled = true): UseQueryResult<{ items: Division[] }> {
  return useOne<{ items: Division[] }>('divisions', { parent }, enabled);
}
