import { describe, expect, it } from 'vitest';

import { addDays, beijingInstant, daysUntil, isoDate, longDate, moment, time, window } from './dates';

describe('dates', () => {
  it('are Beijing dates wherever the browser stands', () => {
    expect(isoDate('2026-11-23T16:30:00.000Z')).toBe('2026-11-24');
    expect(time('2026-11-23T06:05:00.000Z')).toBe('14:05');
    expect(longDate('2026-11-23')).toBe('2026年11月23日');
  });

  it('go back to the instant they came from', () => {
    expect(beijingInstant('2026-12-01')).toBe('2026-11-30T16:00:00.000Z');
    expect(beijingInstant('2026-12-01', '14:15')).toBe('2026-12-01T06:15:00.000Z');
  });

  it('end a window on the last day that it holds', () => {
    expect(window({ start_at: '2020-11-30T16:00:00.000Z', end_at: '2020-12-10T16:00:00.000Z' })).toBe('2020年12月1日 – 2020年12月10日');
    expect(window({ start_at: '2020-12-01T06:00:00.000Z', end_at: '2020-12-01T08:00:00.000Z' })).toBe('2020年12月1日 周二 14:00–16:00');
  });

  it('count whole days over a change of month', () => {
    expect(addDays('2026-02-27', 2)).toBe('2026-03-01');
    expect(daysUntil('2026-03-01', '2026-02-27')).toBe(2);
    expect(daysUntil('2026-02-27', '2026-03-01')).toBe(-2);
  });

  it('show a plain date without a time', () => {
    expect(moment('2020-12-31')).toBe('2020年12月31日');
    expect(moment(undefined)).toBe('—');
  });
});
