import { Link } from 'react-router';

import type { AccountRow } from '@/shared/api/types';
import { place } from '@/shared/format/names';
import { clauses } from '@/shared/format/words';
import type { ListColumn, ListSpec } from '@/shared/list/list-types';
import { optionsOf } from '@/shared/list/options';
import { t, word } from '@/shared/texts';
import { StatusTag } from '@/shared/ui/status-tag';

type Grant = AccountRow['grants'][number];

export function scopeName(grant: Pick<Grant, 'scope'>): string {
  return grant.scope ? place(grant.scope) : t('account.everywhere');
}

const grantName = (grant: Grant): string => `${word('role', grant.role_code)} · ${scopeName(grant)}`;

/** The first two; how many more is told and opened on the account's page. */
function grantsText(row: AccountRow): string {
  if (row.grants.length === 0) return '—';
  const shown = clauses(row.grants.slice(0, 2).map(grantName));
  return row.grants.length > 2 ? `${shown} +${row.grants.length - 2}` : shown;
}

const home = (row: AccountRow): string => (row.home ? place(row.home) : t('account.everywhere'));

function columns(): ListColumn<AccountRow>[] {
  return [
    { key: 'name', title: t('account.name'), sort: 'name', render: (row) => <Link to={`/users/${row.id}`}>{row.name}</Link>, text: (row) => row.name },
    { key: 'login', title: t('account.login'), sort: 'login', render: (row) => <span className="nowrap">{row.login}</span>, text: (row) => row.login },
    { key: 'title', title: t('account.title'), render: (row) => row.title || '—', text: (row) => row.title ?? '' },
    { key: 'home', title: t('account.home'), render: home, text: home },
    { key: 'grants', title: t('account.grants'), render: grantsText, text: (row) => clauses(row.grants.map(grantName)) },
    { key: 'status', title: t('field.status'), isStatus: true, render: (row) => <StatusTag group="account" code={row.status} quiet={['active']} />, text: (row) => word('account_state', row.status) },
  ];
}

export function accountSpec(): ListSpec<AccountRow> {
  return {
    view: 'users',
    rowId: (row) => row.id,
    rowName: (row) => row.name,
    columns: columns(),
    filters: [
      { key: 'status', label: t('field.status'), options: optionsOf('account_state') },
      { key: 'role', label: t('account.role'), options: optionsOf('role') },
    ],
    sort: 'login',
    counted: (n) => t('count.accounts', { n }),
    emptyText: t('account.empty'),
  };
}
