import { App, Form, Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';

import { useView } from '@/shared/api/query';
import type { MemberRow, OrgRef, Page } from '@/shared/api/types';
import { place } from '@/shared/format/names';
import { FormDrawer } from '@/shared/form/form-drawer';
import { atMost, required } from '@/shared/form/rules';
import { aside } from '@/shared/format/words';
import { OrgSelect } from '@/shared/pickers/org-select';
import { t } from '@/shared/texts';

import { PasswordItem } from './password-item';

interface Values {
  name: string;
  title?: string;
  login: string;
  password: string;
  home_id: string;
  member_id?: string;
}

interface Props {
  home?: OrgRef | undefined;
  onClose: () => void;
  onOpened: (id: string) => void;
}

export default function OpenAccountDrawer({ home, onClose, onOpened }: Props): ReactElement {
  const [form] = Form.useForm<Values>();
  const { message } = App.useApp();
  const homeId = Form.useWatch('home_id', form) as string | undefined;
  const labels = { name: t('account.name'), title: t('account.title'), login: t('account.login'), password: t('account.password'), home_id: t('account.home'), member_id: t('account.member') };
  return (
    <FormDrawer<Values, { user_id: string }>
      title={t('account.open')}
      submit={t('account.open')}
      form={form}
      initial={home ? { home_id: home.id } : {}}
      labels={labels}
      toCommand={(values) => ({ path: 'gateway/users', body: { ...values, title: values.title ?? '', login: values.login.trim() } })}
      onDone={({ user_id }) => {
        void message.success(t('account.opened', { name: form.getFieldValue('name') as string }));
        onOpened(user_id);
      }}
      onClose={onClose}
    >
      <div className="form-pair">
        <Form.Item name="name" label={labels.name} rules={[required(labels.name), atMost(labels.name, 40)]}>
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="title" label={labels.title} rules={[atMost(labels.title, 60)]}>
          <Input autoComplete="off" />
        </Form.Item>
      </div>
      <Form.Item name="home_id" label={labels.home_id} rules={[required(labels.home_id)]}>
        <OrgSelect known={home ? [home] : []} />
      </Form.Item>
      <Form.Item name="login" label={labels.login} rules={[required(labels.login), { pattern: /^[a-z0-9][a-z0-9._-]{2,39}$/, message: t('account.login_rule') }]}>
        <Input autoComplete="off" autoCapitalize="none" />
      </Form.Item>
      <PasswordItem name="password" label={labels.password} />
      <Form.Item name="member_id" label={labels.member_id} extra={t('account.member_hint')}>
        <MemberSelect scopeId={homeId} />
      </Form.Item>
    </FormDrawer>
  );
}

interface MemberSelectProps {
  id?: string;
  value?: string;
  onChange?: (id: string) => void;
  scopeId: string | undefined;
}

function MemberSelect({ id, value, onChange, scopeId }: MemberSelectProps): ReactElement {
  const [typed, setTyped] = useState('');
  const [wanted, setWanted] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setWanted(typed.trim().length >= 2 ? typed.trim() : ''), 250);
    return () => clearTimeout(timer);
  }, [typed]);
  const { data, isFetching } = useView<Page<MemberRow>>('members', { scope: scopeId, q: wanted, size: 50 }, scopeId !== undefined);
  return (
    <Select<string>
      {...(id ? { id } : {})}
      allowClear
      disabled={scopeId === undefined}
      loading={isFetching}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      placeholder={t('member.search')}
      options={(scopeId ? (data?.items ?? []) : []).map((row) => ({ value: row.id, label: aside(row.name, place(row.branch)) }))}
      {...(value ? { value } : {})}
      onChange={(next) => onChange?.(next)}
    />
  );
}
