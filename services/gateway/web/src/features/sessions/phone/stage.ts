import type { MyAttendance, SessionRow } from '@/shared/api/types';

import type { PendingMark } from './pending-marks';

const EARLY_MS = 30 * 60_000;
const LATE_MS = 2 * 3_600_000;

export type Stage =
  | { kind: 'early'; opensAt: number }
  | { kind: 'in' }
  | { kind: 'out'; since: number }
  | { kind: 'done'; mine: MyAttendance }
  | { kind: 'missed' };

/** What the big button is for, at this minute; marks kept on the phone count as made. */
export function stageOf(session: SessionRow, now: number, pending: PendingMark[]): Stage {
  const mine = session.mine ?? { status: 'signed_up' };
  const kept = pending.filter((mark) => mark.sessionId === session.id);
  const keptIn = kept.find((mark) => mark.kind === 'check-in');
  const inAt = mine.checked_in_at ?? keptIn?.markedAt;
  const out = mine.checked_out_at ?? kept.find((mark) => mark.kind === 'check-out')?.markedAt;
  const start = Date.parse(session.window.start_at);
  const end = Date.parse(session.window.end_at);
  if (out) return { kind: 'done', mine: { ...mine, checked_out_at: out, ...(inAt ? { checked_in_at: inAt } : {}) } };
  if (inAt) return now <= end + LATE_MS ? { kind: 'out', since: Date.parse(inAt) } : { kind: 'done', mine };
  if (now < start - EARLY_MS) return { kind: 'early', opensAt: start - EARLY_MS };
  return now < end ? { kind: 'in' } : { kind: 'missed' };
}

/** Today's session, the one under way first. */
export function nextSession(sessions: SessionRow[], now: number): SessionRow | undefined {
  return sessions
    .filter((session) => session.status !== 'cancelled' && session.mine?.status !== 'cancelled' && Date.parse(session.window.end_at) + LATE_MS > now)
    .sort((a, b) => a.window.start_at.localeCompare(b.window.start_at))[0];
}
