import { MoreOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { ReactElement } from 'react';

import type { ProjectDetail } from '@/shared/api/types';
import { LazyReasonDrawer } from '@/shared/form/command-drawers';
import { useAct } from '@/shared/form/use-act';
import { today } from '@/shared/format/dates';
import { useHas } from '@/shared/session/session';
import { t } from '@/shared/texts';

const ReportDrawer = lazy(() => import('./report-drawer'));
const MilestonesDrawer = lazy(() => import('./milestones-drawer'));

type Open = 'report' | 'milestones' | 'cover' | null;

export function ProjectActions({ project }: { project: ProjectDetail }): ReactElement {
  const isStreet = useHas('street');
  const [open, setOpen] = useState<Open>(null);
  const { run, isRunning } = useAct();
  const path = `projects/projects/${project.id}`;
  const mayReport = project.may_report && project.status === 'running';
  const mayDeliver = mayReport && project.reports.length > 0;
  const more = [
    ...(mayReport ? [{ key: 'milestones', label: t('project.plan_milestones') }] : []),
    ...(isStreet && project.uncovered ? [{ key: 'cover', label: t('project.cover') }] : []),
  ];
  const close = (): void => setOpen(null);
  return (
    <>
      {mayDeliver ? (
        <Button loading={isRunning} onClick={() => run(`${path}/delivery`, { delivered_on: today() }, t('project.delivered_done'))}>
          {t('project.deliver')}
        </Button>
      ) : null}
      {mayReport ? (
        <Button type="primary" onClick={() => setOpen('report')}>
          {t('project.report')}
        </Button>
      ) : null}
      {project.may_close && project.status === 'awaiting_evaluation' && project.evaluators.every((one) => one.score !== undefined) ? (
        <Button type="primary" loading={isRunning} onClick={() => run(`${path}/closing`, {}, t('project.closed_done'))}>
          {t('project.close')}
        </Button>
      ) : null}
      {more.length > 0 ? (
        <Dropdown trigger={['click']} menu={{ items: more, onClick: ({ key }) => setOpen(key as Open) }}>
          <Button icon={<MoreOutlined />} aria-label={t('action.more')} />
        </Dropdown>
      ) : null}
      <Suspense>
        {open === 'report' ? <ReportDrawer project={project} onClose={close} /> : null}
        {open === 'milestones' ? <MilestonesDrawer project={project} onClose={close} /> : null}
        {open === 'cover' ? (
          <LazyReasonDrawer title={t('project.cover')} submit={t('project.cover')} path={`${path}/cover`} codes={['renewal_signed', 'work_finishing', 'other']} onDone={close} onClose={close} />
        ) : null}
      </Suspense>
    </>
  );
}
