import { describe, expect, it } from 'vitest';

import { openPart, opens } from './sight';

const district = { id: 'd', name: '东城区', kind: 'district' };
const street = { id: 's', name: '交道口街道', kind: 'street' };
const community = { id: 'c', name: '交东社区', kind: 'community' };
const unit = { id: 'u', name: '演示医院', kind: 'unit' };
const own = { id: 'c', name: '交东社区', street: '交道口街道' };
const other = { id: 'f', name: '福祥社区', street: '交道口街道' };
const far = { id: 'x', name: '朝内社区', street: '朝阳门街道' };

describe('the page of an organization', () => {
  it('opens for a community within the granted street or district', () => {
    expect(opens([street], other)).toBe(true);
    expect(opens([street], far)).toBe(false);
    expect(opens([district], far)).toBe(true);
  });

  it('opens for a worker only for the own community', () => {
    expect(opens([community], own)).toBe(true);
    expect(opens([community], other)).toBe(false);
  });

  it('opens for a unit only for what is its own', () => {
    expect(opens([unit], { id: 'u', name: '演示医院' })).toBe(true);
    expect(opens([unit], own)).toBe(false);
  });
});

describe('a path', () => {
  const path = [{ id: 'b', name: '北京市' }, { id: 'd', name: '东城区' }, { id: 's', name: '交道口街道' }];

  it('opens from the granted organization downwards', () => {
    expect(openPart([district], path).map((org) => org.id)).toEqual(['d', 's']);
    expect(openPart([community], path)).toEqual([]);
  });

  it('opens whole for whoever administers everything', () => {
    expect(openPart([{ id: '*', name: '全部组织', kind: 'city' }], path)).toEqual(path);
  });
});
