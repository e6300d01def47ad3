import type { AttendanceRow, BulkAnswer } from '@/shared/api/types';
import { send } from '@/shared/api/client';
import { time } from '@/shared/format/dates';
import { t } from '@/shared/texts';

/** Normal rows are preselected; what is odd needs a look first. */
export function isConfirmable(row: AttendanceRow): boolean {
  return row.status === 'awaiting_confirmation' || row.status === 'checked_out';
}

export function isNormal(row: AttendanceRow): boolean {
  return isConfirmable(row) && row.anomalies.length === 0;
}

/** 13:58 签到 · 16:02 签退 */
export function marksOf(row: AttendanceRow): string {
  if (!row.checked_in_at && !row.checked_out_at) return t('attendance.not_come');
  const start = row.checked_in_at ? t('attendance.in_at', { at: time(row.checked_in_at) }) : t('attendance.no_in');
  const end = row.checked_out_at ? t('attendance.out_at', { at: time(row.checked_out_at) }) : t('attendance.no_out');
  return `${start} · ${end}`;
}

export function confirmAll(sessionId: string, memberIds: string[]): Promise<BulkAnswer> {
  return send<BulkAnswer>(`activities/sessions/${sessionId}/confirmations`, { member_ids: memberIds });
}
