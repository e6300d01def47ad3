import type { UseQueryResult } from '@tanstack/react-query';

import { useOne, useOwned } from '@/shared/api/query';
import type { LineReasons, PlanDetail, PlanText } from '@/shared/api/types';

export function usePlan(id: string): UseQueryResult<PlanDetail> {
  return useOne<PlanDetail>(`plans/${id}`);
}

export function useReasons(planId: string, lineNo: number | null): UseQueryResult<LineReasons> {
  return useOwned<LineReasons>(`needs/plans/${planId}/lines/${lineNo ?? 0}/reasons`, lineNo !== null);
}

/** Weights and the quick answer, which the planner's own service keeps. */
export function usePlanText(id: string): UseQueryResult<PlanText> {
  return useOwned<PlanText>(`needs/plans/${id}`);
}
