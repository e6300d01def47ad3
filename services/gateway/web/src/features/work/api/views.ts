import type { UseQueryResult } from '@tanstack/react-query';

import { useView } from '@/shared/api/query';
import type { Work } from '@/shared/api/types';

export function useWork(): UseQueryResult<Work> {
  return useView<Work>('work');
}
