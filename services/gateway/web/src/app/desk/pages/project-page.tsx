import type { ReactElement } from 'react';
import { Link, useParams } from 'react-router';

import { useProject, useProjectText } from '@/features/projects/api/views';
import { Evaluators } from '@/features/projects/components/evaluators';
import { MilestoneTable } from '@/features/projects/components/milestone-table';
import { ProjectActions } from '@/features/projects/components/project-actions';
import { projectState } from '@/features/projects/components/project-columns';
import { Reports, ReportStrip } from '@/features/projects/components/reports';
import { sessionSpec } from '@/features/sessions/components/session-columns';
import { ChainRail } from '@/features/timeline/components/chain-rail';
import { TimelineTab } from '@/features/timeline/components/timeline-tab';
import type { ProjectDetail } from '@/shared/api/types';
import { DetailPage } from '@/shared/detail/detail-page';
import type { Step } from '@/shared/detail/detail-page';
import { WithData } from '@/shared/detail/detail-query';
import { DetailTabs } from '@/shared/detail/detail-tabs';
import { Facts, Panel } from '@/shared/detail/panel';
import { date, daysUntil, moment } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { count, decimal, hoursOf, percent } from '@/shared/format/numbers';
import { listed } from '@/shared/format/words';
import { ListPanel } from '@/shared/list/list-panel';
import { t, word } from '@/shared/texts';
import { OrgLink } from '@/shared/ui/org-link';
import { StatusTag } from '@/shared/ui/status-tag';

export default function ProjectPage(): ReactElement {
  const { id = '' } = useParams();
  return <WithData query={useProject(id)}>{(project) => <Loaded project={project} />}</WithData>;
}

function steps(project: ProjectDetail): Step[] {
  const scored = project.evaluators.filter((one) => one.score !== undefined).length;
  return [
    { key: 'adopted', title: t('project.step.adopted'), content: date(project.adopted_at) },
    { key: 'running', title: t('project.step.running'), content: t('project.step.milestones', { k: project.reached_count, n: project.milestone_count }) },
    { key: 'delivered', title: t('project.step.delivered'), content: project.delivered_on ? date(project.delivered_on) : t('project.due', { on: date(project.due_on) }) },
    { key: 'evaluated', title: t('project.step.evaluated'), content: `${scored}/${project.evaluators.length}` },
    { key: 'closed', title: t('project.step.closed'), content: project.closed_on ? date(project.closed_on) : '' },
  ];
}

function stepAt(project: ProjectDetail): number {
  if (project.status === 'closed') return 5;
  if (project.status === 'awaiting_evaluation') return 3;
  return 1;
}

function Loaded({ project }: { project: ProjectDetail }): ReactElement {
  const text = useProjectText(project.id);
  const left = daysUntil(project.due_on);
  const due = project.status === 'running' && left < 0 ? t('project.overdue', { on: date(project.due_on), n: -left }) : t('project.due', { on: date(project.due_on) });
  return (
    <DetailPage
      crumbs={[{ text: t('nav.projects'), to: '/projects' }, { text: project.community.street ?? project.community.name }]}
      title={project.title}
      mark={<StatusTag {...projectState(project)} />}
      facts={[project.project_no, t('project.lead_is', { name: project.lead.name }), due, t('page.as_of', { at: moment(project.as_of) })]}
      actions={<ProjectActions project={project} />}
      steps={steps(project)}
      at={stepAt(project)}
      notice={project.uncovered ? { kind: 'warning', text: t('project.uncovered') } : null}
      rail={
        <>
          <Panel title={t('project.reports')} aside={t('project.report_count', { n: project.reports.length })}>
            <Reports reports={project.reports} text={text.data} />
          </Panel>
          <ChainRail subjectId={project.id} name={project.title} />
        </>
      }
    >
      <section className="panel project-strip">
        <div>
          <span className="secondary">{t('project.progress')}</span>
          <p className="project-figure">
            {percent(project.progress_pct)} <small>{t('project.should_be', { pct: percent(project.due_pct) })}</small>
          </p>
        </div>
        <ReportStrip reports={project.reports} />
      </section>
      <Panel title={t('noun.milestones')} flush>
        <MilestoneTable project={project} />
      </Panel>
      <Panel title={t('project.evaluation')} aside={project.score === undefined ? t('project.evaluation_hint') : t('project.score_is', { score: decimal(project.score) })}>
        <Evaluators project={project} />
      </Panel>
      <DetailTabs
        tabs={[
          { key: 'facts', label: t('need.facts'), children: <ProjectFacts project={project} /> },
          { key: 'sessions', label: t('project.tab.sessions', { n: count(project.session_count) }), children: <ListPanel spec={sessionSpec({ project_id: project.id })} /> },
          { key: 'timeline', label: t('tab.timeline'), children: <TimelineTab subjectId={project.id} /> },
        ]}
      />
    </DetailPage>
  );
}

function ProjectFacts({ project }: { project: ProjectDetail }): ReactElement {
  return (
    <Facts
      facts={[
        { label: t('noun.agreement'), value: <Link to={`/agreements/${project.agreement_id}`}>{project.agreement_title}</Link> },
        { label: t('nav.needs'), value: project.needs.map((need) => <div key={need.id}><Link to={`/needs/${need.id}`}>{need.title}</Link></div>) },
        { label: t('project.lead'), value: <OrgLink org={project.lead} /> },
        ...(project.co.length > 0 ? [{ label: t('project.co'), value: listed(project.co.map(place)) }] : []),
        { label: t('field.community'), value: <OrgLink org={project.community} /> },
        { label: t('field.category_code'), value: word('category', project.category_code) },
        { label: t('project.span'), value: `${date(project.start_on)} – ${date(project.due_on)}` },
        { label: t('nav.hours'), value: t('project.service', { hours: hoursOf(project.minutes), people: count(project.person_times) }) },
      ]}
    />
  );
}
