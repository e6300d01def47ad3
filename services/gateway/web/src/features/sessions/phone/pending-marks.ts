import { useSyncExternalStore } from 'react';

import { newKey, send } from '@/shared/api/client';
import { ProblemError } from '@/shared/api/problems';

/** A check-in or check-out pressed without a network; its time is that of the press. */
export interface PendingMark {
  key: string;
  sessionId: string;
  memberId: string;
  kind: 'check-in' | 'check-out';
  markedAt: string;
}

const STORE_KEY = 'gongjian.pending-marks';
const listeners = new Set<() => void>();
let marks: PendingMark[] = read();
let isSending = false;

function isMark(value: unknown): value is PendingMark {
  return typeof value === 'object' && value !== null && typeof (value as PendingMark).key === 'string' && typeof (value as PendingMark).sessionId === 'string';
}

function read(): PendingMark[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(STORE_KEY) ?? '[]');
    return Array.isArray(value) ? value.filter(isMark) : [];
  } catch {
    return [];
  }
}

function keep(next: PendingMark[]): void {
  marks = next;
  localStorage.setItem(STORE_KEY, JSON.stringify(next));
  for (const listener of listeners) listener();
}

function post(mark: PendingMark): Promise<void> {
  return send(`activities/sessions/${mark.sessionId}/attendances/${mark.memberId}/${mark.kind}`, { marked_at: mark.markedAt, method_code: 'self' }, { key: mark.key });
}

/** Sends the mark, or keeps it on the phone; answers whether it was kept. */
export async function makeMark(sessionId: string, memberId: string, kind: PendingMark['kind']): Promise<'sent' | 'kept'> {
  const mark: PendingMark = { key: newKey(), sessionId, memberId, kind, markedAt: new Date().toISOString() };
  try {
    await post(mark);
    return 'sent';
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== 'web.offline') throw error;
    keep([...marks, mark]);
    return 'kept';
  }
}

/** Replays in order under the kept keys; what is refused is dropped, as the server has answered it. */
export async function sendPending(): Promise<void> {
  if (isSending || marks.length === 0) return;
  isSending = true;
  try {
    for (const mark of marks) {
      try {
        await post(mark);
      } catch (error) {
        if (error instanceof ProblemError && (error.code === 'web.offline' || error.status >= 500 || error.status === 401)) return;
      }
      keep(marks.filter((one) => one.key !== mark.key));
    }
  } finally {
    isSending = false;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePendingMarks(): PendingMark[] {
  return useSyncExternalStore(subscribe, () => marks);
}

function subscribeOnline(listener: () => void): () => void {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}

export function useOnline(): boolean {
  return useSyncExternalStore(subscribeOnline, () => navigator.onLine);
}
