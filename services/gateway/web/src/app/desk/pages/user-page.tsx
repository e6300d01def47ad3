import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { ReactElement } from 'react';
import { useParams } from 'react-router';

import { useAccount } from '@/features/accounts/api/views';
import type { AccountAct } from '@/features/accounts/components/account-drawers';
import { scopeName } from '@/features/accounts/components/account-columns';
import { GrantTable } from '@/features/accounts/components/grant-table';
import type { AccountDetail } from '@/shared/api/types';
import { DetailPage } from '@/shared/detail/detail-page';
import { WithData } from '@/shared/detail/detail-query';
import { Facts, Panel } from '@/shared/detail/panel';
import { LazyReasonDrawer } from '@/shared/form/command-drawers';
import { useAct } from '@/shared/form/use-act';
import { moment } from '@/shared/format/dates';
import { labelled } from '@/shared/format/words';
import { t, word } from '@/shared/texts';
import { OrgLink } from '@/shared/ui/org-link';
import { StatusTag } from '@/shared/ui/status-tag';
import { useParamsState } from '@/shared/url/params';

const AccountDrawer = lazy(() => import('@/features/accounts/components/account-drawers'));
const acts: AccountAct[] = ['give', 'lock', 'reset'];

export default function UserPage(): ReactElement {
  const { id = '' } = useParams();
  return <WithData query={useAccount(id)}>{(account) => <Loaded account={account} />}</WithData>;
}

function noticeOf(account: AccountDetail): { kind: 'warning' | 'ended'; text: string } | null {
  if (account.status === 'disabled') return { kind: 'ended', text: t('account.disabled_notice') };
  if (account.status === 'locked') return { kind: 'warning', text: t('account.locked_notice', { at: moment(account.locked_until ?? '') }) };
  return null;
}

function Loaded({ account }: { account: AccountDetail }): ReactElement {
  const home = account.home ? <OrgLink org={account.home} /> : t('account.everywhere');
  return (
    <DetailPage
      crumbs={[{ text: t('nav.accounts'), to: '/users' }, ...(account.home ? [{ text: account.home.name, to: `/organizations/${account.home.id}` }] : [])]}
      title={account.name}
      mark={<StatusTag group="account" code={account.status} />}
      facts={[account.login, account.title, account.is_own ? t('account.own') : '', t('page.as_of', { at: moment(account.as_of) })].filter(Boolean)}
      actions={account.status === 'disabled' ? null : <Actions account={account} />}
      notice={noticeOf(account)}
      rail={<History account={account} />}
    >
      <Panel title={t('account.grants')} aside={t('account.grants_hint')} flush>
        <GrantTable account={account} />
      </Panel>
      <Panel title={t('account.facts')}>
        <Facts
          facts={[
            { label: t('account.home'), value: home },
            { label: t('account.login'), value: account.login },
            { label: t('account.title'), value: account.title || '—' },
            { label: t('account.member'), value: account.member ? account.member.name : '—' },
          ]}
        />
      </Panel>
    </DetailPage>
  );
}

function Actions({ account }: { account: AccountDetail }): ReactElement {
  const url = useParamsState();
  const asked = acts.find((one) => one === url.get('act')) ?? null;
  const [isDisabling, setDisabling] = useState(false);
  const act = useAct();
  const open = (next: AccountAct): void => url.set({ act: next });
  const mayRule = account.may_administer && !account.is_own;
  return (
    <>
      {mayRule ? (
        <>
          {account.status === 'locked' ? (
            <Button loading={act.isRunning} onClick={() => act.run(`gateway/users/${account.id}/unlock`, {}, t('account.unlocked'))}>
              {t('account.unlock')}
            </Button>
          ) : (
            <Button onClick={() => open('lock')}>{t('account.lock')}</Button>
          )}
          <Button onClick={() => open('reset')}>{t('account.reset')}</Button>
          <Button danger onClick={() => setDisabling(true)}>
            {t('account.disable')}
          </Button>
        </>
      ) : null}
      <Button type="primary" onClick={() => open('give')}>
        {t('account.give')}
      </Button>
      <Suspense>
        {asked ? <AccountDrawer act={asked} account={account} onClose={() => url.set({ act: null })} /> : null}
        {isDisabling ? (
          <LazyReasonDrawer
            title={labelled(t('account.disable'), account.name)}
            submit={t('account.disable')}
            path={`gateway/users/${account.id}/disable`}
            codes={['transferred', 'retired', 'moved_out', 'mistaken', 'other']}
            intro={t('account.disable_effect')}
            onDone={() => setDisabling(false)}
            onClose={() => setDisabling(false)}
          />
        ) : null}
      </Suspense>
    </>
  );
}

function factText(fact: AccountDetail['facts'][number]): string {
  const what = word('event', fact.type);
  return fact.role_code ? labelled(what, `${word('role', fact.role_code)} · ${scopeName(fact)}`) : what;
}

function History({ account }: { account: AccountDetail }): ReactElement {
  return (
    <Panel title={t('account.history')}>
      <ul className="plain-rows">
        {account.facts.map((fact) => (
          <li key={fact.id}>
            <span>
              {factText(fact)}
              <p className="secondary">
                {moment(fact.at)} · {fact.actor ? t('account.history_by', { who: fact.actor }) : t('account.by_system')}
              </p>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
