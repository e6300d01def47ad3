import { Link } from 'react-router';

import type { Query } from '@/shared/api/client';
import type { SessionRow } from '@/shared/api/types';
import { window as shownWindow } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { count } from '@/shared/format/numbers';
import type { ListColumn, ListSpec } from '@/shared/list/list-types';
import { optionsOf } from '@/shared/list/options';
import { t, word } from '@/shared/texts';
import { Figure } from '@/shared/ui/figure';
import { StatusTag } from '@/shared/ui/status-tag';

function columns(): ListColumn<SessionRow>[] {
  return [
    { key: 'title', title: t('noun.session'), sort: 'title', render: (row) => <Link to={`/activities/${row.id}`}>{row.title}</Link>, text: (row) => row.title },
    { key: 'window', title: t('field.window'), sort: 'window.start_at', render: (row) => <span className="nowrap">{shownWindow(row.window)}</span>, text: (row) => shownWindow(row.window) },
    { key: 'community', title: t('field.community'), render: (row) => <span className="nowrap">{place(row.community)}</span>, text: (row) => place(row.community) },
    { key: 'owner', title: t('session.owner'), hidden: true, render: (row) => place(row.owner), text: (row) => place(row.owner) },
    { key: 'project', title: t('noun.project'), render: (row) => (row.project_id ? <Link to={`/projects/${row.project_id}`}>{row.project_title}</Link> : <span className="muted">—</span>), text: (row) => row.project_title ?? '—' },
    {
      key: 'seats',
      title: t('session.seats'),
      align: 'right',
      render: (row) => (
        <span className="nowrap">
          <Figure to={`/activities/${row.id}`}>{count(row.seat_count)}</Figure>
          <span className="muted"> / {count(row.capacity_count)}</span>
        </span>
      ),
      text: (row) => `${row.seat_count} / ${row.capacity_count}`,
    },
    { key: 'status', title: t('field.status'), isStatus: true, render: (row) => <StatusTag group="session" code={row.status} quiet={['finished', 'closed']} />, text: (row) => word('session_state', row.status) },
  ];
}

export function sessionSpec(fixed: Query = {}): ListSpec<SessionRow> {
  return {
    view: 'sessions',
    fixed,
    of: ['agreement'],
    rowId: (row) => row.id,
    rowName: (row) => row.title,
    columns: columns(),
    filters: [
      { key: 'status', label: t('field.status'), options: optionsOf('session_state') },
      { key: 'theme_code', label: t('session.theme'), options: optionsOf('theme') },
    ],
    views: [
      { key: 'all', label: t('session.view.all'), params: {} },
      { key: 'coming', label: t('session.view.coming'), params: { status: 'open,full,running' } },
      { key: 'confirm', label: t('session.view.over'), params: { status: 'finished' } },
    ],
    sort: '-window.start_at',
    counted: (n) => t('count.sessions', { n }),
    emptyText: t('session.empty'),
  };
}
