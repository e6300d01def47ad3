import type { Problem } from '@/shared/api/types';
import { asProblem } from '@/shared/api/problems';

const AT_ONCE = 4;

export interface BulkItem {
  id: string;
  name: string;
  run: () => Promise<void>;
}

export interface BulkRun {
  label: string;
  /** Word of success in a result row. */
  done: string;
  items: BulkItem[];
}

export type RowResult = { outcome: 'waiting' | 'done' } | { outcome: 'refused'; problem: Problem };

/** Works through the items a few at a time and tells each answer as it comes; nothing is rolled back. */
export async function runBulk(items: BulkItem[], tell: (id: string, result: RowResult) => void): Promise<void> {
  const waiting = [...items];
  const work = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        await item.run();
        tell(item.id, { outcome: 'done' });
      } catch (error) {
        tell(item.id, { outcome: 'refused', problem: asProblem(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
