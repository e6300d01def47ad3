import { Link } from 'react-router';

import type { Query } from '@/shared/api/client';
import type { ProjectRow } from '@/shared/api/types';
import { date, daysUntil } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { percent } from '@/shared/format/numbers';
import type { ListColumn, ListSpec } from '@/shared/list/list-types';
import { optionsOf } from '@/shared/list/options';
import { t, word } from '@/shared/texts';
import { BurnBar } from '@/shared/ui/bars';
import { StatusTag } from '@/shared/ui/status-tag';

/** While it runs a project is known by its health; afterwards by its state. */
export function projectState(row: ProjectRow): { group: string; code: string } {
  return row.status === 'running' && row.health ? { group: 'health', code: row.health } : { group: 'project', code: row.status };
}

function progressTone(row: ProjectRow): 'ok' | 'warn' | 'error' | 'quiet' {
  if (row.status !== 'running') return 'quiet';
  if (row.health === 'off_track') return 'error';
  return row.health === 'at_risk' ? 'warn' : 'ok';
}

const due = (row: ProjectRow): string => {
  const left = daysUntil(row.due_on);
  return row.status === 'running' && left < 0 ? t('project.overdue', { on: date(row.due_on), n: -left }) : date(row.due_on);
};

function columns(): ListColumn<ProjectRow>[] {
  return [
    { key: 'title', title: t('noun.project'), sort: 'title', render: (row) => <Link to={`/projects/${row.id}`}>{row.title}</Link>, text: (row) => row.title },
    { key: 'lead', title: t('project.lead'), render: (row) => place(row.lead), text: (row) => place(row.lead) },
    { key: 'community', title: t('field.community'), render: (row) => <span className="nowrap">{place(row.community)}</span>, text: (row) => place(row.community) },
    {
      key: 'progress',
      title: t('project.progress'),
      width: 190,
      render: (row) => (
        <span className="progress-cell">
          <BurnBar done={row.progress_pct} due={row.due_pct} whole={100} tone={progressTone(row)} label={t('project.progress')} />
          <b>{percent(row.progress_pct)}</b>
        </span>
      ),
      text: (row) => percent(row.progress_pct),
    },
    {
      key: 'due',
      title: t('field.due_on'),
      sort: 'due_on',
      render: (row) => <span className={`nowrap ${row.status === 'running' && daysUntil(row.due_on) < 0 ? 'error-text' : ''}`}>{due(row)}</span>,
      text: due,
    },
    { key: 'reported', title: t('project.last_report'), render: (row) => <span className="nowrap">{date(row.last_report_on)}</span>, text: (row) => date(row.last_report_on) },
    {
      key: 'status',
      title: t('field.status'),
      isStatus: true,
      sort: 'status',
      render: (row) => <StatusTag {...projectState(row)} quiet={['on_track']} />,
      text: (row) => word(`${projectState(row).group}_state`, projectState(row).code),
    },
    { key: 'number', title: t('project.no'), hidden: true, render: (row) => row.project_no, text: (row) => row.project_no },
  ];
}

export function projectSpec(fixed: Query = {}): ListSpec<ProjectRow> {
  return {
    view: 'projects',
    fixed,
    of: ['agreement'],
    rowId: (row) => row.id,
    rowName: (row) => row.title,
    columns: columns(),
    filters: [
      { key: 'status', label: t('field.status'), options: optionsOf('project_state') },
      { key: 'health', label: t('project.health'), options: optionsOf('health_state') },
    ],
    views: [
      { key: 'all', label: t('project.view.all'), params: {} },
      { key: 'risk', label: t('project.view.risk'), params: { health: 'at_risk,off_track' } },
      { key: 'to_evaluate', label: t('project.view.to_evaluate'), params: { status: 'awaiting_evaluation' } },
    ],
    sort: 'due_on',
    counted: (n) => t('count.projects', { n }),
    emptyText: t('project.empty'),
    emptyNext: <Link to="/agreements?status=effective">{t('project.empty_next')}</Link>,
  };
}
