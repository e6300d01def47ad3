import { describe, expect, it } from 'vitest';

import { actorName, place } from './names';
import { count, hoursOf, percent, signedHours } from './numbers';

describe('numbers', () => {
  it('group thousands and carry a true minus', () => {
    expect(count(26490)).toBe('26,490');
    expect(count(-3)).toBe('−3');
    expect(count(undefined)).toBe('—');
  });

  it('show minutes as hours with one decimal', () => {
    expect(hoursOf(1_589_430)).toBe('26,490.5');
    expect(signedHours(120)).toBe('+2.0');
    expect(signedHours(-60)).toBe('−1.0');
    expect(percent(86.44)).toBe('86.4%');
  });
});

describe('names', () => {
  it('never show a community without its street', () => {
    expect(place({ id: '1', name: '交东社区', street: '交道口街道' })).toBe('交东社区 · 交道口街道');
    expect(place(undefined)).toBe('—');
  });

  it('are shown, keys are not', () => {
    expect(actorName('刘海燕')).toBe('刘海燕');
    expect(actorName('fda40a9b-bd2b-53c9-9a37-a748ba78b43d')).toBeUndefined();
  });
});
