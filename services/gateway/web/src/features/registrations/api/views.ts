import type { UseQueryResult } from '@tanstack/react-query';

import { useOne, useView } from '@/shared/api/query';
import type { Page, RegistrationDetail, RegistrationRow } from '@/shared/api/types';

export function useRegistration(id: string): UseQueryResult<RegistrationDetail> {
  return useOne<RegistrationDetail>(`registrations/${id}`);
}

export function useWaiting(): UseQueryResult<Page<RegistrationRow>> {
  return useView<Page<RegistrationRow>>('registrations', { status: 'verified', size: 100 });
}
