import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';

import { sessionSpec } from '@/features/sessions/components/session-columns';
import { ListPage } from '@/shared/list/list-page';
import { scopesOf, useHas, useSession } from '@/shared/session/session';
import { t } from '@/shared/texts';

const OpenSessionDrawer = lazy(() => import('@/features/sessions/components/open-session-drawer'));

export default function ActivitiesPage(): ReactElement {
  const session = useSession();
  const mayOpen = useHas('community', 'unit');
  const [isOpen, setOpen] = useState(false);
  const navigate = useNavigate();
  const spec = useMemo(() => sessionSpec(), []);
  const communities = scopesOf(session, 'community').filter((scope) => scope.kind === 'community');
  const owner = scopesOf(session, 'unit', 'community')[0];
  return (
    <>
      <ListPage
        title={t('nav.activities')}
        spec={spec}
        primary={
          mayOpen ? (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen(true)}>
              {t('session.open')}
            </Button>
          ) : null
        }
      />
      <Suspense>
        {isOpen ? <OpenSessionDrawer owner={owner} community={communities[0]} onClose={() => setOpen(false)} onOpened={(id) => void navigate(`/activities/${id}`)} /> : null}
      </Suspense>
    </>
  );
}
