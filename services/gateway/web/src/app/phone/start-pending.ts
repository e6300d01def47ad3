import { sendPending } from '@/features/sessions/phone/pending-marks';

/** What was pressed without a network goes out when it is back. */
export function startPendingMarks(): void {
  window.addEventListener('online', () => void sendPending());
  void sendPending();
}
