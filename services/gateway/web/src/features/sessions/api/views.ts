import type { UseQueryResult } from '@tanstack/react-query';

import { useOne, useOwned, useView } from '@/shared/api/query';
import type { Query } from '@/shared/api/client';
import type { Page, SessionDetail, SessionRow, SessionText } from '@/shared/api/types';

export function useServiceSession(id: string): UseQueryResult<SessionDetail> {
  return useOne<SessionDetail>(`sessions/${id}`);
}

export function useSessionText(id: string, enabled = true): UseQueryResult<SessionText> {
  return useOwned<SessionText>(`activities/sessions/${id}`, enabled);
}

export function useSessions(query: Query): UseQueryResult<Page<SessionRow>> {
  return useView<Page<SessionRow>>('sessions', query);
}
