import { App, Form, Input, Radio } from 'antd';
import type { ReactElement } from 'react';

import type { OrgRef } from '@/shared/api/types';
import { FormDrawer } from '@/shared/form/form-drawer';
import { atMost, required } from '@/shared/form/rules';
import { optionsOf } from '@/shared/list/options';
import { OrgSelect } from '@/shared/pickers/org-select';
import { t } from '@/shared/texts';

interface Values {
  name: string;
  identity_no: string;
  phone?: string;
  kind: string;
  branch_id: string;
  unit_id?: string;
}

interface EnrolProps {
  branch?: OrgRef | undefined;
  onClose: () => void;
  onEnrolled: (id: string) => void;
}

const branches = ['branch', 'joint_branch', 'temporary_branch', 'general_branch', 'committee'];

export default function EnrolDrawer({ branch, onClose, onEnrolled }: EnrolProps): ReactElement {
  const { message } = App.useApp();
  const labels = {
    name: t('field.person_name'),
    identity_no: t('field.identity_no'),
    phone: t('field.phone'),
    kind: t('member.kind'),
    branch_id: t('member.branch'),
    unit_id: t('noun.unit'),
  };
  return (
    <FormDrawer<Values, { member_id: string }>
      title={t('member.enrol')}
      submit={t('member.enrol')}
      labels={labels}
      initial={{ kind: 'party_member', ...(branch ? { branch_id: branch.id } : {}) }}
      toCommand={(values) => ({ path: 'registrations/members', body: { ...values, phone: values.phone || undefined } })}
      onDone={({ member_id }) => {
        void message.success(t('member.enrolled_done'));
        onEnrolled(member_id);
      }}
      onClose={onClose}
      intro={<p className="form-intro">{t('member.enrol_intro')}</p>}
    >
      <Form.Item name="name" label={labels.name} rules={[required(labels.name), atMost(labels.name, 40)]}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name="identity_no" label={labels.identity_no} rules={[required(labels.identity_no), { pattern: /^\d{17}[\dXx]$/, message: t('member.identity_rule') }]}>
        <Input autoComplete="off" maxLength={18} />
      </Form.Item>
      <Form.Item name="phone" label={labels.phone} rules={[{ pattern: /^1\d{10}$/, message: t('form.phone_rule') }]}>
        <Input autoComplete="off" inputMode="tel" />
      </Form.Item>
      <Form.Item name="kind" label={labels.kind} rules={[required(labels.kind)]}>
        <Radio.Group options={optionsOf('member_kind')} />
      </Form.Item>
      <Form.Item name="branch_id" label={labels.branch_id} rules={[required(labels.branch_id)]}>
        <OrgSelect kinds={branches} known={branch ? [branch] : []} />
      </Form.Item>
      <Form.Item name="unit_id" label={labels.unit_id}>
        <OrgSelect kinds={['unit']} />
      </Form.Item>
    </FormDrawer>
  );
}
