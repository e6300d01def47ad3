import { Link } from 'react-router';

import { send } from '@/shared/api/client';
import type { Query } from '@/shared/api/client';
import type { RegistrationRow } from '@/shared/api/types';
import { date } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import type { BulkAction, ListColumn, ListSpec } from '@/shared/list/list-types';
import { optionsOf } from '@/shared/list/options';
import { t, word } from '@/shared/texts';
import { StatusTag } from '@/shared/ui/status-tag';

function columns(): ListColumn<RegistrationRow>[] {
  return [
    { key: 'member', title: t('noun.member'), render: (row) => <Link to={`/registrations/${row.id}`}>{row.member.name}</Link>, text: (row) => row.member.name },
    { key: 'unit', title: t('noun.unit'), render: (row) => place(row.unit), text: (row) => place(row.unit) },
    { key: 'kind', title: t('registration.kind'), render: (row) => <span className="nowrap">{word('registration_kind', row.kind)}</span>, text: (row) => word('registration_kind', row.kind) },
    { key: 'community', title: t('field.community'), render: (row) => <span className="nowrap">{place(row.community)}</span>, text: (row) => place(row.community) },
    { key: 'to', title: t('registration.to'), hidden: true, render: (row) => place(row.to_community), text: (row) => place(row.to_community) },
    { key: 'reported', title: t('registration.reported_at'), sort: 'reported_at', render: (row) => <span className="nowrap">{date(row.reported_at)}</span>, text: (row) => date(row.reported_at) },
    { key: 'receipt', title: t('registration.receipt_no'), render: (row) => row.receipt_no ?? <span className="muted">—</span>, text: (row) => row.receipt_no ?? '—' },
    { key: 'status', title: t('field.status'), isStatus: true, sort: 'status', render: (row) => <StatusTag group="registration" code={row.status} quiet={['accepted']} />, text: (row) => word('registration_state', row.status) },
  ];
}

function bulk(): BulkAction<RegistrationRow>[] {
  return [
    {
      key: 'accept',
      label: t('registration.accept'),
      done: t('registration.accepted_done'),
      applies: (row) => row.status === 'verified',
      run: (row) => send(`registrations/registrations/${row.id}/acceptance`, {}),
    },
    {
      key: 'decline',
      label: t('registration.decline'),
      done: t('registration.declined_done'),
      danger: true,
      applies: (row) => row.status === 'submitted' || row.status === 'verified',
      run: (row) => send(`registrations/registrations/${row.id}/refusal`, { reason_code: 'incomplete' }),
    },
  ];
}

export function registrationSpec(mayAccept: boolean, fixed: Query = {}): ListSpec<RegistrationRow> {
  return {
    view: 'registrations',
    fixed,
    rowId: (row) => row.id,
    rowName: (row) => row.member.name,
    columns: columns(),
    filters: [
      { key: 'status', label: t('field.status'), options: optionsOf('registration_state') },
      { key: 'kind', label: t('registration.kind'), options: optionsOf('registration_kind') },
    ],
    views: [
      { key: 'all', label: t('registration.view.all'), params: {} },
      { key: 'waiting', label: t('registration.view.waiting'), params: { status: 'verified' } },
      { key: 'moving', label: t('registration.view.moving'), params: { status: 'move_requested,released' } },
    ],
    ...(mayAccept ? { bulk: bulk() } : {}),
    sort: '-reported_at',
    counted: (n) => t('count.people', { n }),
    emptyText: t('registration.empty'),
  };
}
