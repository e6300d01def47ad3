import { App, Form, Input, InputNumber, Select } from 'antd';
import type { ReactElement } from 'react';

import type { OrgRef } from '@/shared/api/types';
import { addDays, beijingInstant } from '@/shared/format/dates';
import { FormDrawer } from '@/shared/form/form-drawer';
import { atMost, between, required } from '@/shared/form/rules';
import { optionsOf } from '@/shared/list/options';
import { RangeField } from '@/shared/pickers/date-field';
import { OrgSelect } from '@/shared/pickers/org-select';
import { t, word } from '@/shared/texts';

interface Values {
  title: string;
  community_id: string;
  category_code: string;
  qty: number;
  unit_code: string;
  window: [string, string];
  description?: string;
}

interface EnterNeedProps {
  /** A unit that asks for another's community proposes in its own name. */
  proposerId?: string | undefined;
  /** Fixed by the grant: then it is shown and not asked. */
  community?: OrgRef | undefined;
  onClose: () => void;
  onEntered: (id: string) => void;
}

const names = ['title', 'community_id', 'category_code', 'qty', 'unit_code', 'window', 'description'] as const;

export default function EnterNeedDrawer({ community, proposerId, onClose, onEntered }: EnterNeedProps): ReactElement {
  const { message } = App.useApp();
  const label = (name: (typeof names)[number]): string => (name === 'title' ? t('need.what') : word('field', name));
  return (
    <FormDrawer<Values, { need_id: string }>
      title={t('need.enter')}
      submit={t('need.submit')}
      labels={Object.fromEntries(names.map((name) => [name, label(name)]))}
      initial={{ qty: 1, unit_code: 'person', ...(community ? { community_id: community.id } : {}) }}
      toCommand={(values) => ({
        path: 'needs/needs',
        body: {
          ...values,
          channel_code: 'desk',
          ...(proposerId ? { proposer_id: proposerId } : {}),
          window: { start_at: beijingInstant(values.window[0]), end_at: beijingInstant(addDays(values.window[1], 1)) },
        },
      })}
      onDone={({ need_id }) => {
        void message.success(t('need.entered'));
        onEntered(need_id);
      }}
      onClose={onClose}
    >
      <Form.Item name="title" label={label('title')} rules={[required(label('title')), atMost(label('title'), 40)]}>
        <Input placeholder={t('need.what_hint')} />
      </Form.Item>
      <Form.Item name="community_id" label={label('community_id')} rules={[required(label('community_id'))]}>
        <OrgSelect kinds={['community']} known={community ? [community] : []} />
      </Form.Item>
      <Form.Item name="category_code" label={label('category_code')} rules={[required(label('category_code'))]}>
        <Select options={optionsOf('category')} />
      </Form.Item>
      <div className="form-pair">
        <Form.Item name="qty" label={label('qty')} rules={[required(label('qty')), between(label('qty'), 1, 500)]}>
          <InputNumber className="form-wide" />
        </Form.Item>
        <Form.Item name="unit_code" label={label('unit_code')} rules={[required(label('unit_code'))]}>
          <Select options={optionsOf('quantity')} />
        </Form.Item>
      </div>
      <Form.Item name="window" label={label('window')} rules={[required(label('window'))]}>
        <RangeField />
      </Form.Item>
      <Form.Item name="description" label={label('description')} rules={[atMost(label('description'), 300)]}>
        <Input.TextArea rows={4} maxLength={300} showCount />
      </Form.Item>
    </FormDrawer>
  );
}
