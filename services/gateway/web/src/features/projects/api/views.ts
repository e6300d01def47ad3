import type { UseQueryResult } from '@tanstack/react-query';

import { useOne, useOwned } from '@/shared/api/query';
import type { ProjectDetail, ProjectText } from '@/shared/api/types';

export function useProject(id: string): UseQueryResult<ProjectDetail> {
  return useOne<ProjectDetail>(`projects/${id}`);
}

export function useProjectText(id: string): UseQueryResult<ProjectText> {
  return useOwned<ProjectText>(`projects/projects/${id}`);
}
