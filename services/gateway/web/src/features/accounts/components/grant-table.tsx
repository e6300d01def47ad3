import { App, Button, Popconfirm } from 'antd';
import type { ReactElement } from 'react';

import { asProblem } from '@/shared/api/problems';
import { useCommand } from '@/shared/api/query';
import type { AccountDetail } from '@/shared/api/types';
import { date } from '@/shared/format/dates';
import { t, word } from '@/shared/texts';
import { problemText } from '@/shared/ui/problem-text';
import { Rows } from '@/shared/ui/rows';
import { EmptyState } from '@/shared/ui/states';

import { scopeName } from './account-columns';

type Grant = AccountDetail['grants'][number];

export function GrantTable({ account }: { account: AccountDetail }): ReactElement {
  if (account.grants.length === 0) return <EmptyState title={t('account.no_grants')} />;
  return (
    <Rows
      label={t('account.grants')}
      rows={account.grants}
      rowKey={(row) => row.grant_id}
      columns={[
        { key: 'role', title: t('account.role'), render: (row) => word('role', row.role_code) },
        { key: 'scope', title: t('account.scope'), render: (row) => scopeName(row) },
        { key: 'until', title: t('account.until'), render: (row) => (row.until_on ? date(row.until_on) : <span className="secondary">{t('account.forever')}</span>) },
        { key: 'act', align: 'right', render: (row) => <EndGrant account={account} grant={row} /> },
      ]}
    />
  );
}

function EndGrant({ account, grant }: { account: AccountDetail; grant: Grant }): ReactElement {
  const command = useCommand();
  const { message } = App.useApp();
  const names = { role: word('role', grant.role_code), scope: scopeName(grant) };
  const end = (): void =>
    command.mutate(
      { method: 'DELETE', path: `gateway/users/${account.id}/grants/${grant.grant_id}` },
      {
        onSuccess: () => void message.success(t('account.ended')),
        onError: (error) => void message.error(problemText(asProblem(error)), 6),
      },
    );
  return (
    <Popconfirm
      title={t('account.end_title', names)}
      description={t('account.end_effect', { name: account.name })}
      okText={t('account.end_grant')}
      okButtonProps={{ danger: true, type: 'default' }}
      onConfirm={end}
    >
      <Button size="small" danger loading={command.isPending} aria-label={`${t('account.end_grant')} ${names.role} ${names.scope}`}>
        {t('account.end_grant')}
      </Button>
    </Popconfirm>
  );
}
