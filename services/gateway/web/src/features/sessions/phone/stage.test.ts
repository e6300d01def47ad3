import { describe, expect, it } from 'vitest';

import type { SessionRow } from '@/shared/api/types';

import type { PendingMark } from './pending-marks';
import { nextSession, stageOf } from './stage';

const START = Date.parse('2026-11-23T06:00:00.000Z');
const MINUTE = 60_000;

function session(change: Partial<SessionRow> = {}): SessionRow {
  const org = { id: 'c', name: '交东社区' };
  return {
    id: 's',
    number: 'HD-1',
    title: '入户安全检查',
    theme_code: 'warm_service',
    owner: org,
    community: org,
    window: { start_at: '2026-11-23T06:00:00.000Z', end_at: '2026-11-23T08:00:00.000Z' },
    capacity_count: 10,
    seat_count: 1,
    status: 'open',
    mine: { status: 'signed_up' },
    ...change,
  };
}

const kept: PendingMark = { key: 'k', sessionId: 's', memberId: 'm', kind: 'check-in', markedAt: '2026-11-23T05:55:00.000Z' };

describe('the big button', () => {
  it('opens half an hour before the session', () => {
    expect(stageOf(session(), START - 31 * MINUTE, []).kind).toBe('early');
    expect(stageOf(session(), START - 29 * MINUTE, []).kind).toBe('in');
  });

  it('turns to check-out once checked in, also when that still waits on the phone', () => {
    expect(stageOf(session({ mine: { status: 'checked_in', checked_in_at: '2026-11-23T05:58:00.000Z' } }), START, []).kind).toBe('out');
    expect(stageOf(session(), START, [kept]).kind).toBe('out');
  });

  it('says so when the time has passed without a mark', () => {
    expect(stageOf(session(), START + 121 * MINUTE, []).kind).toBe('missed');
  });

  it('rests after the check-out', () => {
    const out = { status: 'checked_out', checked_in_at: '2026-11-23T05:58:00.000Z', checked_out_at: '2026-11-23T08:02:00.000Z' };
    expect(stageOf(session({ mine: out }), START + 125 * MINUTE, []).kind).toBe('done');
  });
});

describe('the next session', () => {
  it('is the earliest that is not over and not called off', () => {
    const later = session({ id: 'later', window: { start_at: '2026-11-24T06:00:00.000Z', end_at: '2026-11-24T08:00:00.000Z' } });
    const off = session({ id: 'off', status: 'cancelled' });
    expect(nextSession([later, off, session()], START)?.id).toBe('s');
    expect(nextSession([later, off, session()], START + 300 * MINUTE)?.id).toBe('later');
  });
});
