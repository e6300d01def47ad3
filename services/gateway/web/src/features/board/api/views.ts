import type { UseQueryResult } from '@tanstack/react-query';

import { useView } from '@/shared/api/query';
import type { Board } from '@/shared/api/types';

export type Period = 'quarter' | 'half' | 'year';

export interface BoardQuery {
  scope?: string | undefined;
  period: Period;
  as_of?: string | undefined;
}

export function useBoard(query: BoardQuery): UseQueryResult<Board> {
  return useView<Board>('board', { ...query });
}
