import { Link } from 'react-router';

import type { Query } from '@/shared/api/client';
import type { MemberRow } from '@/shared/api/types';
import { date } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { hoursOf } from '@/shared/format/numbers';
import { clauses } from '@/shared/format/words';
import type { ListColumn, ListSpec } from '@/shared/list/list-types';
import { optionsOf } from '@/shared/list/options';
import { t, word } from '@/shared/texts';
import { Figure } from '@/shared/ui/figure';
import { StatusTag } from '@/shared/ui/status-tag';

const reported = (row: MemberRow): string =>
  clauses(row.registrations.filter((one) => one.status === 'accepted').map((one) => `${word('registration_kind', one.kind)} ${one.community.name}`)) ||
  t('member.not_reported');

function columns(): ListColumn<MemberRow>[] {
  return [
    { key: 'name', title: t('field.person_name'), render: (row) => <Link to={`/members/${row.id}`}>{row.name}</Link>, text: (row) => row.name },
    { key: 'kind', title: t('member.kind'), hidden: true, render: (row) => word('member_kind', row.kind), text: (row) => word('member_kind', row.kind) },
    { key: 'branch', title: t('member.branch'), render: (row) => place(row.branch), text: (row) => place(row.branch) },
    { key: 'unit', title: t('noun.unit'), render: (row) => place(row.unit), text: (row) => place(row.unit) },
    {
      key: 'reported',
      title: t('nav.registrations'),
      render: (row) => <span className={row.registrations.some((one) => one.status === 'accepted') ? '' : 'warn-text'}>{reported(row)}</span>,
      text: reported,
    },
    {
      key: 'hours',
      title: t('org.year_hours'),
      align: 'right',
      sort: 'minutes',
      render: (row) => (row.minutes > 0 ? <Figure to={`/members/${row.id}?tab=hours`}>{hoursOf(row.minutes)}</Figure> : <span className="muted">—</span>),
      text: (row) => hoursOf(row.minutes),
    },
    { key: 'enrolled', title: t('member.enrolled_on'), hidden: true, sort: 'enrolled_at', render: (row) => date(row.enrolled_on), text: (row) => date(row.enrolled_on) },
    { key: 'status', title: t('field.status'), isStatus: true, render: (row) => <StatusTag group="member" code={row.status} quiet={['enrolled']} />, text: (row) => word('member_state', row.status) },
  ];
}

export function memberSpec(fixed: Query = {}): ListSpec<MemberRow> {
  return {
    view: 'members',
    fixed,
    rowId: (row) => row.id,
    rowName: (row) => row.name,
    columns: columns(),
    filters: [{ key: 'status', label: t('field.status'), options: optionsOf('member_state') }],
    search: { hint: t('member.search'), least: 2 },
    sort: '-enrolled_at',
    counted: (n) => t('count.people', { n }),
    emptyText: t('member.empty'),
  };
}
