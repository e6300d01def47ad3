import { Button } from 'antd';
import { useEffect } from 'react';
import type { ReactElement } from 'react';

import { useDemoAccounts } from '@/features/sign-in/api/demo-accounts';
import { DemoBlock } from '@/features/sign-in/components/demo-block';
import { SignInForm } from '@/features/sign-in/components/sign-in-form';
import { useSignInPress } from '@/features/sign-in/components/use-sign-in-press';
import { language, setLanguage, t } from '@/shared/texts';

import { LogoMark } from '../logo';
import './sign-in-page.css';

/** T14. */
export default function SignInPage(): ReactElement {
  const { data: accounts = [] } = useDemoAccounts();
  const { problem, isBusy, press } = useSignInPress();
  useEffect(() => {
    document.title = `${t('session.sign_in')} · ${t('product.name')}`;
  }, []);
  return (
    <div className="signin">
      <section className="signin-brand">
        <p className="signin-logo">
          <LogoMark light />
          <span>{t('product.name')}</span>
        </p>
        <p className="signin-claim">{t('product.claim')}</p>
        <p className="signin-text">{t('product.text')}</p>
        <svg className="signin-rings" viewBox="0 0 360 200" aria-hidden="true">
          <g fill="none" stroke="#fff" strokeOpacity="0.16" strokeWidth="24">
            <circle cx="100" cy="100" r="86" />
            <circle cx="216" cy="100" r="86" />
            <circle cx="332" cy="100" r="86" />
          </g>
        </svg>
        <p className="signin-foot">{t('product.full')}</p>
      </section>
      <main className="signin-main">
        <section className="signin-box">
          <h1>{t('session.sign_in')}</h1>
          <SignInForm problem={problem} isBusy={isBusy} onSubmit={press} />
          <p className="signin-below">
            <span className="muted">{t('session.forgotten')}</span>
            <Button type="link" size="small" onClick={() => void setLanguage(language() === 'en' ? 'zh-CN' : 'en')}>
              {language() === 'en' ? '中文' : 'English'}
            </Button>
          </p>
        </section>
        {accounts.length > 0 ? (
          <div className="signin-demo">
            <DemoBlock accounts={accounts} isBusy={isBusy} onChoose={press} />
          </div>
        ) : null}
      </main>
    </div>
  );
}
