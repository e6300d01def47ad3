import { lazy, Suspense, useMemo, useState } from 'react';
import type { ReactElement } from 'react';

import { parkedColumns } from '@/features/parked-events/components/parked-columns';
import type { ParkedEvent } from '@/shared/api/types';
import { ListPage } from '@/shared/list/list-page';
import type { ListSpec } from '@/shared/list/list-types';
import { optionsOf } from '@/shared/list/options';
import { t } from '@/shared/texts';

const ParkedDrawer = lazy(() => import('@/features/parked-events/components/parked-drawer'));

export default function ParkedEventsPage(): ReactElement {
  const [open, setOpen] = useState<ParkedEvent | null>(null);
  const spec = useMemo<ListSpec<ParkedEvent>>(
    () => ({
      view: 'parked-events',
      rowId: (row) => row.event_id,
      rowName: (row) => row.type,
      columns: parkedColumns(setOpen),
      filters: [{ key: 'service', label: t('field.service'), options: optionsOf('service') }],
      searchable: false,
      counted: (n) => t('count.parked', { n }),
      emptyText: t('parked.empty'),
    }),
    [],
  );
  return (
    <>
      <ListPage title={t('nav.parked_events')} spec={spec} />
      <Suspense>{open ? <ParkedDrawer event={open} onClose={() => setOpen(null)} /> : null}</Suspense>
    </>
  );
}
