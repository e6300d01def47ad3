import { beforeAll, describe, expect, it } from 'vitest';

import { startTexts } from '@/shared/texts';

import { sortFaults } from './field-errors';

describe('faults of a refused form', () => {
  beforeAll(startTexts);

  it('go to the fields that their pointers name', () => {
    const sorted = sortFaults(
      { status: 422, code: 'invalid', errors: [{ pointer: '/qty', code: 'needs.bad-quantity', detail: '数量要大于 0。' }, { pointer: '/windows/0/qty', code: 'x.y', detail: '余量不够。' }] },
      ['qty', 'window'],
      { windows: 'window' },
    );
    expect(sorted.fields).toEqual([
      { path: ['qty'], text: '数量要大于 0。' },
      { path: ['window'], text: '余量不够。' },
    ]);
    expect(sorted.others).toEqual([]);
  });

  it('stand on top when no field can carry them', () => {
    const sorted = sortFaults({ status: 409, code: 'activities.full' }, ['qty']);
    expect(sorted.fields).toEqual([]);
    expect(sorted.others[0]).toContain('名额已满');
  });

  it('use a plainer sentence when the server left out what the fuller one names', () => {
    expect(sortFaults({ status: 401, code: 'gateway.wrong-password' }, []).others).toEqual(['账号或密码不对。']);
    expect(sortFaults({ status: 401, code: 'gateway.wrong-password', params: { tries_left: 3 } }, []).others[0]).toContain('再错 3 次');
  });
});
