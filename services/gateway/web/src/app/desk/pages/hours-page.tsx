import { useMemo } from 'react';
import type { ReactElement } from 'react';

import { useHours } from '@/features/hours/api/views';
import { hoursSpec } from '@/features/hours/components/hours-columns';
import { Stats } from '@/shared/detail/panel';
import { count, hoursOf } from '@/shared/format/numbers';
import { ListPage } from '@/shared/list/list-page';
import { useList } from '@/shared/list/use-list';
import { t } from '@/shared/texts';

export default function HoursPage(): ReactElement {
  const spec = useMemo(() => hoursSpec(), []);
  const { data } = useHours(useList(spec).query);
  return (
    <ListPage title={t('nav.hours')} spec={spec}>
      {data ? (
        <div className="panel hours-sum">
          <Stats
            stats={[
              { label: t('hours.posted_year', { year: data.year }), value: hoursOf(data.posted_minutes), unit: t('unit.hour') },
              { label: t('hours.pending'), value: hoursOf(data.pending_minutes), unit: t('unit.hour') },
              { label: t('hours.sessions'), value: count(data.session_count), unit: t('unit.session', { n: data.session_count }) },
            ]}
          />
        </div>
      ) : null}
    </ListPage>
  );
}
