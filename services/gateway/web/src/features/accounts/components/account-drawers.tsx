import { Alert, App, Form, Radio, Select, Space } from 'antd';
import dayjs from 'dayjs';
import type { ReactElement } from 'react';

import type { AccountDetail } from '@/shared/api/types';
import { today } from '@/shared/format/dates';
import { FormDrawer } from '@/shared/form/form-drawer';
import { required } from '@/shared/form/rules';
import { labelled } from '@/shared/format/words';
import { DateField } from '@/shared/pickers/date-field';
import { OrgSelect } from '@/shared/pickers/org-select';
import { useHas } from '@/shared/session/session';
import { codesOf, t, word } from '@/shared/texts';

import { PasswordItem } from './password-item';

export type AccountAct = 'give' | 'lock' | 'reset';

interface Props {
  account: AccountDetail;
  onClose: () => void;
}

export default function AccountDrawer({ act, ...props }: Props & { act: AccountAct }): ReactElement {
  if (act === 'give') return <GiveDrawer {...props} />;
  return act === 'lock' ? <LockDrawer {...props} /> : <ResetDrawer {...props} />;
}

interface GrantValues {
  role_code: string;
  scope_id: string;
  until_on?: string | null;
}

const EVERYWHERE = '*';

function GiveDrawer({ account, onClose }: Props): ReactElement {
  const { message } = App.useApp();
  const isAdministrator = useHas('administrator');
  const labels = { role_code: t('account.role'), scope_id: t('account.scope'), until_on: t('account.until') };
  const roles = codesOf('role').filter((role) => isAdministrator || role !== 'administrator');
  const everywhere = isAdministrator ? [{ id: EVERYWHERE, name: t('account.everywhere') }] : [];
  return (
    <FormDrawer<GrantValues>
      title={labelled(t('account.give'), account.name)}
      submit={t('account.give')}
      initial={account.home ? { scope_id: account.home.id } : {}}
      labels={labels}
      toCommand={(values) => ({ path: `gateway/users/${account.id}/grants`, body: { ...values, until_on: values.until_on ?? undefined } })}
      onDone={() => {
        void message.success(t('account.given'));
        onClose();
      }}
      onClose={onClose}
    >
      <Form.Item name="role_code" label={labels.role_code} rules={[required(labels.role_code)]}>
        <Select options={roles.map((value) => ({ value, label: word('role', value) }))} />
      </Form.Item>
      <Form.Item name="scope_id" label={labels.scope_id} extra={t('account.grants_hint')} rules={[required(labels.scope_id)]}>
        <OrgSelect known={[...(account.home ? [account.home] : []), ...everywhere]} />
      </Form.Item>
      <Form.Item name="until_on" label={labels.until_on}>
        <DateField earliest={today()} />
      </Form.Item>
    </FormDrawer>
  );
}

const spans = [1, 7, 30] as const;

function LockDrawer({ account, onClose }: Props): ReactElement {
  const { message } = App.useApp();
  return (
    <FormDrawer<{ days: number }>
      title={labelled(t('account.lock'), account.name)}
      submit={t('account.lock')}
      initial={{ days: 7 }}
      labels={{ days: t('account.lock_until') }}
      aliases={{ until_at: 'days' }}
      toCommand={({ days }) => ({ path: `gateway/users/${account.id}/lock`, body: { until_at: dayjs().add(days, 'day').toISOString() } })}
      onDone={() => {
        void message.success(t('account.locked'));
        onClose();
      }}
      onClose={onClose}
      intro={<Alert className="form-alert" type="info" showIcon title={t('account.lock_effect')} />}
    >
      <Form.Item name="days" label={t('account.lock_until')}>
        <Radio.Group>
          <Space orientation="vertical" size={12}>
            {spans.map((days) => (
              <Radio key={days} value={days}>
                {t(`account.lock_${days}`)}
              </Radio>
            ))}
          </Space>
        </Radio.Group>
      </Form.Item>
    </FormDrawer>
  );
}

function ResetDrawer({ account, onClose }: Props): ReactElement {
  const { message } = App.useApp();
  return (
    <FormDrawer<{ new_password: string }>
      title={labelled(t('account.reset'), account.name)}
      submit={t('account.reset')}
      labels={{ new_password: t('account.new_password') }}
      toCommand={(values) => ({ path: `gateway/users/${account.id}/password`, body: values })}
      onDone={() => {
        void message.success(t('account.reset_done'));
        onClose();
      }}
      onClose={onClose}
    >
      <PasswordItem name="new_password" label={t('account.new_password')} />
    </FormDrawer>
  );
}
