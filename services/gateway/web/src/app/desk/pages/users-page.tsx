import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';

import { accountSpec } from '@/features/accounts/components/account-columns';
import { ListPage } from '@/shared/list/list-page';
import { scopesOf, useSession } from '@/shared/session/session';
import { t } from '@/shared/texts';

const OpenAccountDrawer = lazy(() => import('@/features/accounts/components/open-account-drawer'));

export default function UsersPage(): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const navigate = useNavigate();
  const spec = useMemo(() => accountSpec(), []);
  const homes = scopesOf(useSession(), 'department');
  return (
    <>
      <ListPage
        title={t('nav.accounts')}
        spec={spec}
        primary={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen(true)}>
            {t('account.open')}
          </Button>
        }
      />
      <Suspense>
        {isOpen ? <OpenAccountDrawer home={homes.length === 1 ? homes[0] : undefined} onClose={() => setOpen(false)} onOpened={(id) => void navigate(`/users/${id}?act=give`)} /> : null}
      </Suspense>
    </>
  );
}
