import { MenuOutlined } from '@ant-design/icons';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useLocation } from 'react-router';

import type { Session } from '@/shared/api/types';
import { t } from '@/shared/texts';

import { useNarrow } from '../area';
import { BottomBar } from '../phone/bottom-bar';
import { HeaderTools } from './header-tools';
import { Logo } from './logo';
import { SideMenu } from './side-menu';
import './frame.css';

interface FrameProps {
  session: Session;
  children: ReactNode;
}

/** T1: header, menu by grants, content. */
export function Frame({ session, children }: FrameProps): ReactElement {
  const { pathname } = useLocation();
  const isNarrow = useNarrow();
  const [openAt, setOpenAt] = useState<string | null>(null);
  const district = session.user.home?.name ?? session.grants[0]?.scope.name ?? '';
  return (
    <div className="frame">
      <a className="skip-link" href="#content">
        {t('nav.skip')}
      </a>
      <header className="frame-header no-print">
        <Button className="frame-burger" type="text" icon={<MenuOutlined />} aria-label={t('nav.menu')} onClick={() => setOpenAt(pathname)} />
        <Logo place={district} />
        <HeaderTools session={session} />
      </header>
      <nav className="frame-side no-print" aria-label={t('nav.menu')}>
        <SideMenu session={session} />
      </nav>
      <Drawer title={t('nav.menu')} placement="left" size={264} open={openAt === pathname} onClose={() => setOpenAt(null)}>
        <SideMenu session={session} />
      </Drawer>
      {isNarrow ? <BottomBar session={session} /> : null}
      <main id="content" className="frame-content" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
