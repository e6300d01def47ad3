import { Drawer } from 'antd';
import type { ReactElement } from 'react';

import type { Timeline } from '@/shared/api/types';
import { t } from '@/shared/texts';

import { EventList } from './event-list';

interface EventsDrawerProps {
  timeline: Timeline;
  name: string;
  open: boolean;
  onClose: () => void;
}

/** Non-modal: the page stays readable beside its events. */
export function EventsDrawer({ timeline, name, open, onClose }: EventsDrawerProps): ReactElement {
  return (
    <Drawer open={open} size={640} mask={false} rootStyle={{ top: 56 }} title={t('chain.events_of', { name })} onClose={onClose}>
      <EventList events={timeline.events} />
    </Drawer>
  );
}
