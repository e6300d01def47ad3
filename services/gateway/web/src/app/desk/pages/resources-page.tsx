import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';

import { resourceColumns, resourceFilters, resourceViews } from '@/features/resources/components/resource-columns';
import type { ResourceRow } from '@/shared/api/types';
import { ListPage } from '@/shared/list/list-page';
import type { ListSpec } from '@/shared/list/list-types';
import { scopesOf, useHas, useSession } from '@/shared/session/session';
import { t } from '@/shared/texts';

const ListResourceDrawer = lazy(() => import('@/features/resources/components/list-resource-drawer'));

export default function ResourcesPage(): ReactElement {
  const session = useSession();
  const mayList = useHas('unit', 'street');
  const [isOpen, setOpen] = useState(false);
  const navigate = useNavigate();
  const units = scopesOf(session, 'unit').filter((scope) => scope.kind === 'unit');
  const spec = useMemo<ListSpec<ResourceRow>>(
    () => ({
      view: 'resources',
      rowId: (row) => row.id,
      rowName: (row) => row.title,
      columns: resourceColumns(),
      filters: resourceFilters(),
      views: resourceViews(),
      sort: '-listed_at',
      counted: (n) => t('count.resources', { n }),
      emptyText: t('resource.empty'),
    }),
    [],
  );
  return (
    <>
      <ListPage
        title={t('nav.resources')}
        spec={spec}
        primary={
          mayList ? (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen(true)}>
              {t('resource.list')}
            </Button>
          ) : null
        }
      />
      <Suspense>
        {isOpen ? <ListResourceDrawer unit={units.length === 1 ? units[0] : undefined} onClose={() => setOpen(false)} onListed={(id) => void navigate(`/resources/${id}`)} /> : null}
      </Suspense>
    </>
  );
}
