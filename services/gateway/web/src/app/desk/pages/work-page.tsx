import type { ReactElement } from 'react';
import { Link } from 'react-router';

import { sessionSpec } from '@/features/sessions/components/session-columns';
import { useSessions } from '@/features/sessions/api/views';
import { useWork } from '@/features/work/api/views';
import { QueueList } from '@/features/work/components/queue-list';
import { firstItem } from '@/features/work/components/work-item';
import type { Work } from '@/shared/api/types';
import { WithData } from '@/shared/detail/detail-query';
import { DetailTabs } from '@/shared/detail/detail-tabs';
import { Panel } from '@/shared/detail/panel';
import { addDays, day, hours, today } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { count } from '@/shared/format/numbers';
import { useHas } from '@/shared/session/session';
import { t, word } from '@/shared/texts';
import { PageHead } from '@/shared/ui/page-head';
import { EmptyState } from '@/shared/ui/states';

export default function WorkPage(): ReactElement {
  return <WithData query={useWork()}>{(work) => <Loaded work={work} />}</WithData>;
}

function Loaded({ work }: { work: Work }): ReactElement {
  const seesSessions = useHas('department', 'street', 'community', 'unit');
  const first = firstItem(work.queues);
  const counted = work.queues.filter((queue) => queue.count > 0);
  return (
    <>
      <PageHead
        title={t('nav.work')}
        facts={[day(new Date()), t('work.counted', { n: count(work.total) }), ...(work.overdue_count > 0 ? [t('work.overdue_count', { n: count(work.overdue_count) })] : [])]}
      />
      <div className={seesSessions ? 'detail-grid' : ''}>
        <DetailTabs
          tabs={[
            { key: 'all', label: `${t('work.all')} ${count(work.total)}`, children: <QueueList queues={work.queues} first={first} /> },
            ...counted.map((queue) => ({ key: queue.kind, label: `${word('queue', queue.kind)} ${count(queue.count)}`, children: <QueueList queues={[queue]} first={first} /> })),
          ]}
        />
        {seesSessions ? <Week /> : null}
      </div>
    </>
  );
}

/** The sessions of the coming seven days inside the caller's scope. */
function Week(): ReactElement {
  const { data } = useSessions({ from: today(), to: addDays(today(), 7), sort: 'window.start_at', size: 8 });
  return (
    <Panel title={t('work.week')} aside={<Link to="/activities">{sessionSpec().counted(count(data?.total))}</Link>}>
      {data && data.items.length > 0 ? (
        <ul className="week-list">
          {data.items.map((session) => (
            <li key={session.id}>
              <p className="secondary">{day(session.window.start_at)}</p>
              <Link to={`/activities/${session.id}`}>{session.title}</Link>
              <p className="secondary">{`${hours(session.window)} · ${place(session.community)}`}</p>
            </li>
          ))}
        </ul>
      ) : (
        <EmptyState title={t('work.no_week')} />
      )}
    </Panel>
  );
}
