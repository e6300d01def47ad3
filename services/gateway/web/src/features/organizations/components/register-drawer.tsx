import { App, Form, Input, Select } from 'antd';
import type { ReactElement } from 'react';

import type { OrgRef } from '@/shared/api/types';
import { today } from '@/shared/format/dates';
import { FormDrawer } from '@/shared/form/form-drawer';
import { atMost, required } from '@/shared/form/rules';
import { DateField } from '@/shared/pickers/date-field';
import { OrgMultiSelect, OrgSelect } from '@/shared/pickers/org-select';
import { useHas } from '@/shared/session/session';
import { codesOf, t, word } from '@/shared/texts';

interface Values {
  kind: string;
  name: string;
  sector_code?: string;
  uscc?: string;
  division_code?: string;
  affiliation_id?: string;
  territory_id?: string;
  unit_ids?: string[];
  effective_on: string;
}

interface RegisterDrawerProps {
  /** Where the reader stands in the tree: the likely 属地. */
  territory?: OrgRef | undefined;
  onClose: () => void;
  onRegistered: (id: string) => void;
}

const divisionKinds = ['city', 'district', 'street', 'community'];
const names = ['kind', 'name', 'sector_code', 'uscc', 'division_code', 'affiliation_id', 'territory_id', 'unit_ids', 'effective_on'] as const;

export default function RegisterDrawer({ territory, onClose, onRegistered }: RegisterDrawerProps): ReactElement {
  const [form] = Form.useForm<Values>();
  const kind = Form.useWatch('kind', form) as string | undefined;
  const { message } = App.useApp();
  const mayRegister = useHas('department', 'street');
  const label = (name: (typeof names)[number]): string => word('field', name);
  return (
    <FormDrawer<Values, { org_id: string }>
      title={t('org.register')}
      submit={t('org.register')}
      form={form}
      initial={{ kind: 'unit', effective_on: today(), ...(territory ? { territory_id: territory.id } : {}) }}
      labels={Object.fromEntries(names.map((name) => [name, label(name)]))}
      toCommand={(values) => ({
        path: mayRegister ? 'organizations/organizations' : 'organizations/organizations/proposals',
        body: { ...values, effective_on: mayRegister ? values.effective_on : undefined, uscc: values.uscc || undefined, division_code: values.division_code?.replace(/\s/g, '') || undefined },
      })}
      onDone={({ org_id }) => {
        void message.success(t('org.registered', { name: form.getFieldValue('name') as string }));
        onRegistered(org_id);
      }}
      onClose={onClose}
    >
      <div className="form-pair">
        <Form.Item name="kind" label={label('kind')} rules={[required(label('kind'))]}>
          <Select options={codesOf('org_kind').map((value) => ({ value, label: word('org_kind', value) }))} />
        </Form.Item>
        <Form.Item name="effective_on" label={label('effective_on')} rules={[required(label('effective_on'))]}>
          <DateField allowClear={false} latest={today()} />
        </Form.Item>
      </div>
      <Form.Item name="name" label={t('field.full_name')} rules={[required(t('field.full_name')), atMost(t('field.full_name'), 120)]}>
        <Input />
      </Form.Item>
      <Form.Item name="territory_id" label={label('territory_id')} required={false}>
        <OrgSelect kinds={divisionKinds} known={territory ? [territory] : []} />
      </Form.Item>
      <Form.Item name="affiliation_id" label={label('affiliation_id')} required={false}>
        <OrgSelect />
      </Form.Item>
      {kind === 'joint_branch' ? (
        <Form.Item name="unit_ids" label={label('unit_ids')} rules={[{ type: 'array', min: 2, required: true, message: t('org.two_units') }]}>
          <OrgMultiSelect kinds={['unit']} />
        </Form.Item>
      ) : null}
      {kind && divisionKinds.includes(kind) ? (
        <Form.Item name="division_code" label={label('division_code')} rules={[{ pattern: /^\d{6} ?\d{3} ?\d{3}$/, message: t('org.division_code_rule') }]}>
          <Input inputMode="numeric" placeholder="110101 003 001" />
        </Form.Item>
      ) : (
        <>
          <Form.Item name="uscc" label={label('uscc')} rules={[{ len: 18, message: t('org.uscc_rule') }]}>
            <Input />
          </Form.Item>
          <Form.Item name="sector_code" label={label('sector_code')}>
            <Select allowClear options={codesOf('sector').map((value) => ({ value, label: word('sector', value) }))} />
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}
