import type { Problem } from '@/shared/api/types';
import { asProblem } from '@/shared/api/problems';

import type { BulkAction } from './list-types';

const AT_ONCE = 4;

export interface BulkRun<Row> {
  action: BulkAction<Row>;
  rows: Row[];
}

export type RowResult = { outcome: 'waiting' | 'done' } | { outcome: 'refused'; problem: Problem };

/** Works through the rows a few at a time and tells each answer as it comes; nothing is rolled back. */
export async function runBulk<Row>(
  action: BulkAction<Row>,
  rows: Row[],
  tell: (row: Row, result: RowResult) => void,
): Promise<void> {
  const waiting = [...rows];
  const work = async (): Promise<void> => {
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
      try {
        await action.run(row);
        tell(row, { outcome: 'done' });
      } catch (error) {
        tell(row, { outcome: 'refused', problem: asProblem(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
