import { LockOutlined, UserOutlined } from '@ant-design/icons';
import { Alert, Button, Form, Input } from 'antd';
import type { ReactElement } from 'react';

import type { Problem } from '@/shared/api/types';
import type { SignIn } from '@/shared/session/session';
import { t } from '@/shared/texts';
import { problemText } from '@/shared/ui/problem-text';

interface SignInFormProps {
  problem: Problem | null;
  isBusy: boolean;
  onSubmit: (input: SignIn) => void;
}

export function SignInForm({ problem, isBusy, onSubmit }: SignInFormProps): ReactElement {
  return (
    <>
      {problem ? <Alert className="signin-alert" type="error" showIcon title={problemText(problem)} /> : null}
      <Form<SignIn> layout="vertical" size="large" requiredMark={false} onFinish={onSubmit}>
        <Form.Item name="login" label={t('session.login')} rules={[{ required: true, message: t('session.login_missing') }]}>
          <Input prefix={<UserOutlined />} placeholder={t('session.login_hint')} autoComplete="username" />
        </Form.Item>
        <Form.Item name="password" label={t('session.password')} rules={[{ required: true, message: t('session.password_missing') }]}>
          <Input.Password prefix={<LockOutlined />} placeholder={t('session.password_hint')} autoComplete="current-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={isBusy}>
          {t('session.sign_in')}
        </Button>
      </Form>
    </>
  );
}
