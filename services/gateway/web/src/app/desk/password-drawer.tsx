import { App, Form, Input } from 'antd';
import type { ReactElement } from 'react';

import { FormDrawer } from '@/shared/form/form-drawer';
import { required } from '@/shared/form/rules';
import { t } from '@/shared/texts';

interface Values {
  old_password: string;
  new_password: string;
  again: string;
}

export default function PasswordDrawer({ onClose }: { onClose: () => void }): ReactElement {
  const { message } = App.useApp();
  const old = t('session.old_password');
  const fresh = t('session.new_password');
  const again = t('session.new_password_again');
  return (
    <FormDrawer<Values>
      title={t('session.change_password')}
      submit={t('session.change_password')}
      labels={{ old_password: old, new_password: fresh, again }}
      toCommand={({ old_password, new_password }) => ({ path: 'session/password', body: { old_password, new_password } })}
      onDone={() => {
        void message.success(t('session.password_changed'));
        onClose();
      }}
      onClose={onClose}
    >
      <Form.Item name="old_password" label={old} rules={[required(old)]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item name="new_password" label={fresh} rules={[required(fresh), { min: 10, message: t('session.password_short') }]}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label={again}
        dependencies={['new_password']}
        rules={[
          required(again),
          ({ getFieldValue }) => ({
            validator: (_rule, value: unknown) =>
              !value || value === getFieldValue('new_password') ? Promise.resolve() : Promise.reject(new Error(t('session.password_differs'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </FormDrawer>
  );
}
