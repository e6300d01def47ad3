import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';

import { planSpec } from '@/features/plans/components/plan-columns';
import { ListPage } from '@/shared/list/list-page';
import { scopesOf, useHas, useSession } from '@/shared/session/session';
import { t } from '@/shared/texts';

const RequestPlanDrawer = lazy(() => import('@/features/plans/components/request-plan-drawer'));

export default function PlansPage(): ReactElement {
  const session = useSession();
  const [isOpen, setOpen] = useState(false);
  const navigate = useNavigate();
  const mayRequest = useHas('department', 'street');
  const spec = useMemo(planSpec, []);
  return (
    <>
      <ListPage
        title={t('nav.plans')}
        spec={spec}
        primary={
          mayRequest ? (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen(true)}>
              {t('plan.request')}
            </Button>
          ) : null
        }
      />
      <Suspense>
        {isOpen ? (
          <RequestPlanDrawer scope={scopesOf(session, 'department', 'street')[0]} onClose={() => setOpen(false)} onRequested={(id) => void navigate(`/plans/${id}`)} />
        ) : null}
      </Suspense>
    </>
  );
}
