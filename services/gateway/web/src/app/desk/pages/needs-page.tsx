import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';

import { needBulk, needColumns, needFilters, needName, needViews } from '@/features/needs/components/need-columns';
import type { NeedRow } from '@/shared/api/types';
import { ListPage } from '@/shared/list/list-page';
import type { ListSpec } from '@/shared/list/list-types';
import { scopesOf, useHas, useSession } from '@/shared/session/session';
import { t } from '@/shared/texts';

const EnterNeedDrawer = lazy(() => import('@/features/needs/components/enter-need-drawer'));

export default function NeedsPage(): ReactElement {
  const session = useSession();
  const mayVerify = useHas('community', 'street');
  const mayEnter = useHas('community', 'street', 'unit');
  const [isOpen, setOpen] = useState(false);
  const navigate = useNavigate();
  const home = scopesOf(session, 'community').filter((scope) => scope.kind === 'community');
  const proposer = home.length === 0 && !session.roles.includes('street') ? scopesOf(session, 'unit')[0]?.id : undefined;
  const enter = mayEnter ? (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen(true)}>
      {t('need.enter')}
    </Button>
  ) : null;
  const spec = useMemo<ListSpec<NeedRow>>(
    () => ({
      view: 'needs',
      rowId: (row) => row.id,
      rowName: needName,
      columns: needColumns(),
      filters: needFilters(),
      views: needViews(),
      sort: '-entered_at',
      counted: (n) => t('count.needs', { n }),
      emptyText: t('need.empty'),
      ...(mayVerify ? { bulk: needBulk() } : {}),
    }),
    [mayVerify],
  );
  return (
    <>
      <ListPage title={t('nav.needs')} spec={spec} primary={enter} />
      <Suspense>
        {isOpen ? (
          <EnterNeedDrawer proposerId={proposer} community={home.length === 1 ? home[0] : undefined} onClose={() => setOpen(false)} onEntered={(id) => void navigate(`/needs/${id}`)} />
        ) : null}
      </Suspense>
    </>
  );
}
