import { Button, Form, Input, Space } from 'antd';
import type { ReactElement } from 'react';

import { required } from '@/shared/form/rules';
import { t } from '@/shared/texts';

const LETTERS = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789';
const LENGTH = 14;

/** Without letters that look like digits; each is drawn evenly. */
export function makePassword(): string {
  const most = 256 - (256 % LETTERS.length);
  let made = '';
  while (made.length < LENGTH) {
    for (const byte of crypto.getRandomValues(new Uint8Array(LENGTH))) {
      if (byte < most && made.length < LENGTH) made += LETTERS[byte % LETTERS.length];
    }
  }
  return made;
}

/** A password that somebody else will be told, so it can be read while it is typed. */
export function PasswordItem({ name, label }: { name: string; label: string }): ReactElement {
  const form = Form.useFormInstance();
  return (
    <Form.Item label={label} htmlFor={name} required extra={t('account.password_hint')}>
      <Space.Compact block>
        <Form.Item name={name} noStyle rules={[required(label), { min: 10, message: t('session.password_short') }]}>
          <Input id={name} autoComplete="off" maxLength={128} />
        </Form.Item>
        <Button onClick={() => form.setFieldValue(name, makePassword())}>{t('account.generate')}</Button>
      </Space.Compact>
    </Form.Item>
  );
}
