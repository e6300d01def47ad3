import type { ReactElement } from 'react';

import { t } from '@/shared/texts';

import { useOnline, usePendingMarks } from './pending-marks';

export function OfflineBar(): ReactElement | null {
  const online = useOnline();
  const pending = usePendingMarks().length;
  if (online && pending === 0) return null;
  return (
    <p className="ph-offline" role="status">
      {online ? t('offline.sending', { n: pending }) : pending > 0 ? t('offline.kept', { n: pending }) : t('offline.bar')}
    </p>
  );
}
