import type { ReactElement } from 'react';

import type { DemoAccount } from '@/shared/api/types';
import type { SignIn } from '@/shared/session/session';
import { t, useLanguage, word } from '@/shared/texts';

import './demo-block.css';

interface DemoBlockProps {
  accounts: DemoAccount[];
  isBusy: boolean;
  onChoose: (input: SignIn) => void;
}

/** One press signs in; exists only where the server lists demo accounts. */
export function DemoBlock({ accounts, isBusy, onChoose }: DemoBlockProps): ReactElement {
  const language = useLanguage();
  return (
    <section className="demo" aria-labelledby="demo-title">
      <h2 id="demo-title">
        <span className="demo-mark">{t('session.demo')}</span>
        {t('session.demo_title')}
      </h2>
      <p className="secondary">{t('session.demo_text')}</p>
      <ul>
        {accounts.map((account) => (
          <li key={account.login}>
            <button type="button" disabled={isBusy} onClick={() => onChoose({ login: account.login, password: account.password })}>
              <span className="demo-words">
                <span>
                  <b>{account.name}</b> <span className="secondary">{account.organization}</span>
                </span>
                <small className="secondary">
                  {(language === 'en' && account.tasks_en) || account.tasks} · <span className="nowrap">{account.devices.map((device) => word('device', device)).join(' / ')}</span>
                </small>
              </span>
              <span className="demo-arrow" aria-hidden="true">
                ›
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
