import { expect, it } from 'vitest';

import { ProblemError } from '@/shared/api/problems';

import { runBulk } from './bulk-run';
import type { RowResult } from './bulk-run';

it('answers every row and lets one refusal harm no other', async () => {
  const results = new Map<string, RowResult>();
  const items = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => ({
    id,
    name: id,
    run: () => (id === 'c' ? Promise.reject(new ProblemError({ status: 409, code: 'needs.duplicate-need' })) : Promise.resolve()),
  }));
  await runBulk(items, (id, result) => results.set(id, result));
  expect([...results.values()].filter((result) => result.outcome === 'done')).toHaveLength(5);
  expect(results.get('c')).toEqual({ outcome: 'refused', problem: { status: 409, code: 'needs.duplicate-need' } });
});
