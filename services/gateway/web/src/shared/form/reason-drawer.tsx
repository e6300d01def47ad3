import { Form, Radio, Space } from 'antd';
import type { ReactElement, ReactNode } from 'react';

import { t, word } from '@/shared/texts';

import { FormDrawer } from './form-drawer';
import { required } from './rules';

interface ReasonDrawerProps {
  title: string;
  submit: string;
  path: string;
  codes: string[];
  /** The wire says reason_code for most acts and cause_code for agreements. */
  field?: 'reason_code' | 'cause_code';
  body?: Record<string, unknown>;
  intro?: ReactNode;
  onDone: () => void;
  onClose: () => void;
}

interface Values {
  code: string;
}

/** A side exit always says why, in a word that lists can count. */
export default function ReasonDrawer({ title, submit, path, codes, field = 'reason_code', body, intro, onDone, onClose }: ReasonDrawerProps): ReactElement {
  return (
    <FormDrawer<Values>
      title={title}
      submit={submit}
      labels={{ code: t('field.reason') }}
      aliases={{ [field]: 'code' }}
      toCommand={(values) => ({ path, body: { ...body, [field]: values.code } })}
      onDone={onDone}
      onClose={onClose}
      intro={intro ? <div className="reason-intro">{intro}</div> : null}
    >
      <Form.Item name="code" label={t('field.reason')} rules={[required(t('field.reason'))]}>
        <Radio.Group>
          <Space orientation="vertical" size={12}>
            {codes.map((code) => (
              <Radio key={code} value={code}>
                {word('reason', code)}
              </Radio>
            ))}
          </Space>
        </Radio.Group>
      </Form.Item>
    </FormDrawer>
  );
}
