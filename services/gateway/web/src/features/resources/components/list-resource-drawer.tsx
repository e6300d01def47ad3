import { App, Form, Input, InputNumber, Select } from 'antd';
import type { ReactElement } from 'react';

import type { OrgRef } from '@/shared/api/types';
import { addDays, beijingInstant } from '@/shared/format/dates';
import { FormDrawer } from '@/shared/form/form-drawer';
import { atMost, between, required } from '@/shared/form/rules';
import { optionsOf } from '@/shared/list/options';
import { RangeField } from '@/shared/pickers/date-field';
import { OrgMultiSelect, OrgSelect } from '@/shared/pickers/org-select';
import { t, word } from '@/shared/texts';

interface Values {
  title: string;
  unit_id: string;
  category_code: string;
  qty: number;
  unit_code: string;
  window: [string, string];
  community_ids?: string[];
}

interface ListResourceProps {
  unit?: OrgRef | undefined;
  onClose: () => void;
  onListed: (id: string) => void;
}

const names = ['title', 'unit_id', 'category_code', 'qty', 'unit_code', 'window', 'community_ids'] as const;

export default function ListResourceDrawer({ unit, onClose, onListed }: ListResourceProps): ReactElement {
  const { message } = App.useApp();
  const label = (name: (typeof names)[number]): string => (name === 'title' ? t('resource.what') : word('field', name));
  return (
    <FormDrawer<Values, { resource_id: string }>
      title={t('resource.list')}
      submit={t('resource.list')}
      labels={Object.fromEntries(names.map((name) => [name, label(name)]))}
      aliases={{ windows: 'window' }}
      initial={{ qty: 1, unit_code: 'session', ...(unit ? { unit_id: unit.id } : {}) }}
      toCommand={({ qty, window, community_ids, ...rest }) => ({
        path: 'needs/resources',
        body: {
          ...rest,
          community_ids: community_ids ?? [],
          windows: [{ window: { start_at: beijingInstant(window[0]), end_at: beijingInstant(addDays(window[1], 1)) }, qty }],
        },
      })}
      onDone={({ resource_id }) => {
        void message.success(t('resource.listed_done'));
        onListed(resource_id);
      }}
      onClose={onClose}
    >
      <Form.Item name="title" label={label('title')} rules={[required(label('title')), atMost(label('title'), 40)]}>
        <Input placeholder={t('resource.what_hint')} />
      </Form.Item>
      <Form.Item name="unit_id" label={label('unit_id')} rules={[required(label('unit_id'))]}>
        <OrgSelect kinds={['unit']} known={unit ? [unit] : []} />
      </Form.Item>
      <Form.Item name="category_code" label={label('category_code')} rules={[required(label('category_code'))]}>
        <Select options={optionsOf('category')} />
      </Form.Item>
      <div className="form-pair">
        <Form.Item name="qty" label={label('qty')} rules={[required(label('qty')), between(label('qty'), 1, 10000)]}>
          <InputNumber className="form-wide" />
        </Form.Item>
        <Form.Item name="unit_code" label={label('unit_code')} rules={[required(label('unit_code'))]}>
          <Select options={optionsOf('quantity')} />
        </Form.Item>
      </div>
      <Form.Item name="window" label={label('window')} rules={[required(label('window'))]}>
        <RangeField />
      </Form.Item>
      <Form.Item name="community_ids" label={label('community_ids')} extra={t('resource.communities_hint')}>
        <OrgMultiSelect kinds={['community']} />
      </Form.Item>
    </FormDrawer>
  );
}
