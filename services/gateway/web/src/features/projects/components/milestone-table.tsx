import { Button } from 'antd';
import type { ReactElement } from 'react';

import type { ProjectDetail } from '@/shared/api/types';
import { useAct } from '@/shared/form/use-act';
import { date, daysUntil, today } from '@/shared/format/dates';
import { t } from '@/shared/texts';
import { Rows } from '@/shared/ui/rows';
import { EmptyState } from '@/shared/ui/states';
import { KindTag } from '@/shared/ui/status-tag';

type Milestone = ProjectDetail['milestones'][number];

function Mark({ milestone }: { milestone: Milestone }): ReactElement {
  const { reached_on: reached, due_on: due } = milestone;
  if (reached) {
    const late = -daysUntil(due, reached);
    return <KindTag kind="ok">{late > 0 ? t('project.reached_late', { n: late }) : t('project.reached')}</KindTag>;
  }
  const left = daysUntil(due);
  if (left < 0) return <KindTag kind="error">{t('project.late', { n: -left })}</KindTag>;
  return left <= 30 ? <KindTag kind="running">{t('project.going')}</KindTag> : <KindTag kind="off">{t('project.not_begun')}</KindTag>;
}

export function MilestoneTable({ project }: { project: ProjectDetail }): ReactElement {
  const { run, isRunning } = useAct();
  const mayReach = project.may_report && project.status === 'running';
  if (project.milestones.length === 0) return <EmptyState title={mayReach ? t('project.no_milestones') : t('project.no_milestones_yet')} />;
  return (
    <Rows
      label={t('noun.milestones')}
      rows={project.milestones}
      rowKey={(milestone) => String(milestone.milestone_no)}
      columns={[
        { key: 'title', title: t('noun.milestone'), render: (milestone) => milestone.title },
        { key: 'weight', title: t('project.weight'), align: 'right', render: (milestone) => `${milestone.weight}%` },
        { key: 'due', title: t('project.should'), render: (milestone) => <span className="nowrap">{date(milestone.due_on)}</span> },
        { key: 'reached', title: t('project.actual'), render: (milestone) => <span className="nowrap">{date(milestone.reached_on)}</span> },
        { key: 'state', title: t('field.status'), isStatus: true, render: (milestone) => <Mark milestone={milestone} /> },
        ...(mayReach
          ? [
              {
                key: 'act',
                render: (milestone: Milestone) =>
                  milestone.reached_on ? null : (
                    <Button
                      size="small"
                      loading={isRunning}
                      onClick={() => run(`projects/projects/${project.id}/milestones/${milestone.milestone_no}/reach`, { reached_on: today() }, t('project.reached_done', { name: milestone.title }))}
                    >
                      {t('project.reach')}
                    </Button>
                  ),
              },
            ]
          : []),
      ]}
    />
  );
}
