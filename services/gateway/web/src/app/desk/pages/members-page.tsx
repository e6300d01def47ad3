import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';

import { memberSpec } from '@/features/members/components/member-columns';
import { ListPage } from '@/shared/list/list-page';
import { scopesOf, useHas, useSession } from '@/shared/session/session';
import { t } from '@/shared/texts';

const EnrolDrawer = lazy(() => import('@/features/members/components/enrol-drawer'));

export default function MembersPage(): ReactElement {
  const session = useSession();
  const mayEnrol = useHas('branch');
  const [isOpen, setOpen] = useState(false);
  const navigate = useNavigate();
  const spec = useMemo(() => memberSpec(), []);
  const branches = scopesOf(session, 'branch');
  return (
    <>
      <ListPage
        title={t('nav.members')}
        spec={spec}
        primary={
          mayEnrol ? (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen(true)}>
              {t('member.enrol')}
            </Button>
          ) : null
        }
      />
      <Suspense>
        {isOpen ? <EnrolDrawer branch={branches.length === 1 ? branches[0] : undefined} onClose={() => setOpen(false)} onEnrolled={(id) => void navigate(`/members/${id}`)} /> : null}
      </Suspense>
    </>
  );
}
