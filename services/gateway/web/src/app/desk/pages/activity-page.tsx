import { QrcodeOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { Suspense, useState } from 'react';
import type { ReactElement } from 'react';
import { Link, useNavigate, useParams } from 'react-router';

import { useServiceSession, useSessionText } from '@/features/sessions/api/views';
import { AttendanceTable } from '@/features/sessions/components/attendance-table';
import { ChainRail } from '@/features/timeline/components/chain-rail';
import { TimelineTab } from '@/features/timeline/components/timeline-tab';
import type { SessionDetail } from '@/shared/api/types';
import { DetailPage } from '@/shared/detail/detail-page';
import { WithData } from '@/shared/detail/detail-query';
import { DetailTabs } from '@/shared/detail/detail-tabs';
import { Facts, Panel, Stats } from '@/shared/detail/panel';
import { LazyReasonDrawer } from '@/shared/form/command-drawers';
import { useAct } from '@/shared/form/use-act';
import { moment, window as shownWindow } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { count, hoursOf } from '@/shared/format/numbers';
import { labelled } from '@/shared/format/words';
import { useHas } from '@/shared/session/session';
import { t, word } from '@/shared/texts';
import { OrgLink } from '@/shared/ui/org-link';
import { StatusTag } from '@/shared/ui/status-tag';

export default function ActivityPage(): ReactElement {
  const { id = '' } = useParams();
  return <WithData query={useServiceSession(id)}>{(session) => <Loaded session={session} />}</WithData>;
}

function Loaded({ session }: { session: SessionDetail }): ReactElement {
  const text = useSessionText(session.id);
  const came = session.attendances.filter((row) => row.checked_in_at).length;
  return (
    <DetailPage
      crumbs={[{ text: t('nav.activities'), to: '/activities' }, { text: place(session.community) }]}
      title={session.title}
      mark={<StatusTag group="session" code={session.status} />}
      facts={[session.number, shownWindow(session.window), t('page.as_of', { at: moment(session.as_of) })]}
      actions={<SessionActions session={session} />}
      notice={session.status === 'cancelled' ? { kind: 'ended', text: t('session.cancelled_notice', { reason: word('reason', session.reason_code) }) } : null}
      rail={<ChainRail subjectId={session.id} name={session.title} />}
    >
      <Panel title={t('need.facts')}>
        <Facts
          facts={[
            { label: t('session.when'), value: shownWindow(session.window) },
            { label: t('field.community'), value: <OrgLink org={session.community} /> },
            { label: t('session.place'), value: text.data?.place ?? '—' },
            { label: t('session.owner'), value: <OrgLink org={session.owner} /> },
            { label: t('session.theme'), value: word('theme', session.theme_code) },
            ...(session.project_id ? [{ label: t('noun.project'), value: <Link to={`/projects/${session.project_id}`}>{session.project_title}</Link> }] : []),
            { label: t('field.description'), value: text.data?.description ?? '—' },
          ]}
        />
        <Stats
          stats={[
            { label: t('session.seats'), value: `${count(session.seat_count)} / ${count(session.capacity_count)}`, unit: t('unit.person', { n: session.capacity_count }) },
            { label: t('session.came'), value: count(came), unit: t('unit.person', { n: came }) },
            { label: t('session.confirmed_hours'), value: hoursOf(session.minutes), unit: t('unit.hour') },
          ]}
        />
      </Panel>
      <DetailTabs
        tabs={[
          { key: 'attendance', label: t('session.tab.attendance', { n: count(session.attendances.length) }), children: <AttendanceTable session={session} /> },
          { key: 'timeline', label: t('tab.timeline'), children: <TimelineTab subjectId={session.id} /> },
        ]}
      />
    </DetailPage>
  );
}

function SessionActions({ session }: { session: SessionDetail }): ReactElement | null {
  const may = useHas('community', 'unit');
  const { run, isRunning } = useAct();
  const navigate = useNavigate();
  const [isCancelling, setCancelling] = useState(false);
  if (!may || ['cancelled', 'closed'].includes(session.status)) return null;
  const path = `activities/sessions/${session.id}`;
  return (
    <>
      {session.status === 'finished' ? null : (
        <Button icon={<QrcodeOutlined />} onClick={() => void navigate(`/door/${session.id}`)}>
          {t('door.open')}
        </Button>
      )}
      {session.status === 'finished' ? (
        <Button loading={isRunning} onClick={() => run(`${path}/closing`, {}, t('session.closed_done'))}>
          {t('session.close')}
        </Button>
      ) : (
        <Button danger onClick={() => setCancelling(true)}>
          {t('session.cancel')}
        </Button>
      )}
      <Suspense>
        {isCancelling ? (
          <LazyReasonDrawer
            title={labelled(t('session.cancel'), session.title)}
            submit={t('session.cancel')}
            path={`${path}/cancellation`}
            codes={['weather', 'too_few', 'venue', 'other']}
            intro={session.seat_count > 0 ? t('session.cancel_intro', { n: session.seat_count }) : undefined}
            onDone={() => setCancelling(false)}
            onClose={() => setCancelling(false)}
          />
        ) : null}
      </Suspense>
    </>
  );
}
