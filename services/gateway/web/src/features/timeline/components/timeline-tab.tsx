import type { ReactElement } from 'react';

import { useOne } from '@/shared/api/query';
import type { Timeline } from '@/shared/api/types';
import { FailedState, Loading } from '@/shared/ui/states';

import { EventList } from './event-list';

/** 来历 as a tab: the full size of the one chain component. */
export function TimelineTab({ subjectId }: { subjectId: string }): ReactElement {
  const { data, error, refetch } = useOne<Timeline>(`timeline/${subjectId}`);
  if (data) return <EventList events={data.events} />;
  if (error) return <FailedState error={error} onRetry={() => void refetch()} />;
  return <Loading rows={8} />;
}
