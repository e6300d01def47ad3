import { useEffect, useState } from 'react';
import type { FormEvent, ReactElement } from 'react';

import { useDemoAccounts } from '@/features/sign-in/api/demo-accounts';
import { DemoBlock } from '@/features/sign-in/components/demo-block';
import { useSignInPress } from '@/features/sign-in/components/use-sign-in-press';
import { language, setLanguage, t } from '@/shared/texts';
import { problemText } from '@/shared/ui/problem-text';

/** T14 in one column. */
export default function SignInPage(): ReactElement {
  const { data: accounts = [] } = useDemoAccounts();
  const { problem, isBusy, press } = useSignInPress();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  useEffect(() => {
    document.title = `${t('session.sign_in')} · ${t('product.name')}`;
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    press({ login: login.trim(), password });
  };
  const fit = accounts.filter((account) => account.devices.includes('phone'));
  return (
    <main className="ph-signin">
      <header>
        <p className="ph-signin-logo">
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="7" fill="#fff" />
            <g fill="none" stroke="#B3191E" strokeWidth="2.6">
              <circle cx="12.200" cy="16" r="4.900" />
              <circle cx="19.800" cy="16" r="4.900" />
            </g>
          </svg>
          {t('product.name')}
        </p>
        <h1>{t('product.phone_claim')}</h1>
      </header>
      <form onSubmit={submit}>
        {problem ? (
          <p className="ph-alert" role="alert">
            {problemText(problem)}
          </p>
        ) : null}
        <label className="ph-form">
          <span>{t('session.login')}</span>
          <input value={login} autoComplete="username" placeholder={t('session.login_hint')} required onChange={(event) => setLogin(event.target.value)} />
        </label>
        <label className="ph-form">
          <span>{t('session.password')}</span>
          <input type="password" value={password} autoComplete="current-password" placeholder={t('session.password_hint')} required onChange={(event) => setPassword(event.target.value)} />
        </label>
        <button type="submit" className="ph-button ph-button-primary" disabled={isBusy}>
          {t('session.sign_in')}
        </button>
        <p className="ph-signin-below">
          <span className="muted">{t('session.forgotten')}</span>
          <button type="button" className="ph-link" onClick={() => void setLanguage(language() === 'en' ? 'zh-CN' : 'en')}>
            {language() === 'en' ? '中文' : 'English'}
          </button>
        </p>
        {fit.length > 0 ? <DemoBlock accounts={fit} isBusy={isBusy} onChoose={press} /> : null}
      </form>
    </main>
  );
}
