import { DesktopOutlined, GlobalOutlined, KeyOutlined, LogoutOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { ReactElement } from 'react';

import { useLive } from '@/shared/api/live';
import type { Session } from '@/shared/api/types';
import { clock } from '@/shared/format/dates';
import { useSignOut } from '@/shared/session/session';
import { setLanguage, t, useLanguage } from '@/shared/texts';

import { preferDesk, useNarrow } from '../area';
import { GlobalSearch } from './global-search';

const PasswordDrawer = lazy(() => import('./password-drawer'));

function LiveMark(): ReactElement | null {
  const { state, asOf } = useLive();
  if (state === 'off' && !asOf) return null;
  return (
    <span className={`live live-${state}`} role="status">
      <span className="live-dot" aria-hidden="true" />
      <span className="live-word">{state === 'live' ? t('live.on') : t('live.waiting')}</span>
      {asOf ? (
        <>
          <span className="live-word"> · {t('live.as_of')} </span>
          {clock(asOf)}
        </>
      ) : null}
    </span>
  );
}

export function HeaderTools({ session }: { session: Session }): ReactElement {
  const language = useLanguage();
  return (
    <div className="tools">
      <GlobalSearch />
      <span className="tools-gap" />
      <LiveMark />
      <Button className="tools-language" type="text" icon={<GlobalOutlined />} onClick={() => void setLanguage(language === 'en' ? 'zh-CN' : 'en')}>
        {language === 'en' ? '中文' : 'English'}
      </Button>
      <PersonMenu session={session} />
    </div>
  );
}

function PersonMenu({ session }: { session: Session }): ReactElement {
  const signOut = useSignOut();
  const narrow = useNarrow();
  const [password, setPassword] = useState(false);
  const items = [
    { key: 'password', icon: <KeyOutlined />, label: t('session.change_password') },
    ...(narrow ? [{ key: 'phone', icon: <DesktopOutlined />, label: t('session.phone_version') }] : []),
    { key: 'out', icon: <LogoutOutlined />, label: t('session.sign_out') },
  ];
  const act = (key: string): void => {
    if (key === 'out') void signOut();
    if (key === 'phone') preferDesk(false);
    if (key === 'password') setPassword(true);
  };
  return (
    <>
      <Dropdown menu={{ items, onClick: ({ key }) => act(key) }} trigger={['click']} placement="bottomRight">
        <button type="button" className="person" aria-label={t('session.menu_of', { name: session.user.name })}>
          <span className="person-face" aria-hidden="true">
            {[...session.user.name][0]}
          </span>
          <span className="person-words">
            <span>{session.user.name}</span>
            <small>{session.user.title ?? session.user.home?.name ?? session.user.login}</small>
          </span>
        </button>
      </Dropdown>
      <Suspense>{password ? <PasswordDrawer onClose={() => setPassword(false)} /> : null}</Suspense>
    </>
  );
}
