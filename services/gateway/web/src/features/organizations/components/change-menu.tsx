import { MoreOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { ReactElement } from 'react';

import type { OrganizationDetail } from '@/shared/api/types';
import { useAct } from '@/shared/form/use-act';
import { labelled } from '@/shared/format/words';
import { useHas } from '@/shared/session/session';
import { t } from '@/shared/texts';

import type { Change } from '../api/change-preview';

const ChangeDrawer = lazy(() => import('./change-drawer'));
const ReasonDrawer = lazy(() => import('@/shared/form/reason-drawer'));

function changesFor(org: OrganizationDetail, isDepartment: boolean): Change[] {
  const common: Change[] = ['rename', 'amend', 'move', 'close'];
  return isDepartment ? [...common.slice(0, 3), 'merge', 'split', ...(org.division_code ? (['division_code'] as const) : []), 'close'] : common;
}

/** Nothing of this is rendered for a past date or an ended organization. */
export function ChangeMenu({ org, asOf }: { org: OrganizationDetail; asOf?: string | undefined }): ReactElement | null {
  const isDepartment = useHas('department');
  const isStreet = useHas('street');
  const [open, setOpen] = useState<Change | 'reject' | null>(null);
  const { run } = useAct();
  if (asOf || !(isDepartment || isStreet)) return null;
  const path = `organizations/organizations/${org.id}`;
  if (org.status === 'pending') {
    return (
      <>
        <Button size="small" onClick={() => run(`${path}/approval`, {}, t('org.approved', { name: org.name }))}>
          {t('org.approve')}
        </Button>
        <Button size="small" danger onClick={() => setOpen('reject')}>
          {t('org.reject')}
        </Button>
        <Suspense>
          {open === 'reject' ? (
            <ReasonDrawer
              title={labelled(t('org.reject'), org.name)}
              submit={t('org.reject')}
              path={`${path}/rejection`}
              codes={['incomplete', 'duplicate', 'not_true', 'other']}
              onDone={() => setOpen(null)}
              onClose={() => setOpen(null)}
            />
          ) : null}
        </Suspense>
      </>
    );
  }
  if (org.status !== 'active') return null;
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: changesFor(org, isDepartment).map((change) => ({ key: change, label: t(`org.change.${change}`), danger: change === 'close' })),
          onClick: ({ key }) => setOpen(key as Change),
        }}
      >
        <Button size="small" icon={<MoreOutlined />}>
          {t('org.change')}
        </Button>
      </Dropdown>
      <Suspense>{open && open !== 'reject' ? <ChangeDrawer org={org} change={open} onClose={() => setOpen(null)} /> : null}</Suspense>
    </>
  );
}
