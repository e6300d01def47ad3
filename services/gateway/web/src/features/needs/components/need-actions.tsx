import { Button } from 'antd';
import { Suspense, useState } from 'react';
import type { ReactElement } from 'react';

import type { NeedDetail } from '@/shared/api/types';
import { LazyReasonDrawer } from '@/shared/form/command-drawers';
import { useAct } from '@/shared/form/use-act';
import { labelled } from '@/shared/format/words';
import { useHas } from '@/shared/session/session';
import { t } from '@/shared/texts';

import { needName } from './need-columns';

export function NeedActions({ need }: { need: NeedDetail }): ReactElement | null {
  const mayVerify = useHas('community', 'street');
  const mayWithdraw = useHas('community', 'street', 'unit');
  const { run, isRunning } = useAct();
  const [exit, setExit] = useState<'return' | 'withdrawal' | null>(null);
  const path = `needs/needs/${need.id}`;
  const isOpen = ['submitted', 'verified', 'published'].includes(need.status);
  return (
    <>
      {mayWithdraw && (isOpen || need.status === 'partly_claimed') ? <Button onClick={() => setExit('withdrawal')}>{t('need.withdraw')}</Button> : null}
      {mayVerify && isOpen ? (
        <Button danger onClick={() => setExit('return')}>
          {t('need.return')}
        </Button>
      ) : null}
      {mayVerify && need.status === 'submitted' ? (
        <Button type="primary" loading={isRunning} onClick={() => run(`${path}/verification`, {}, t('need.verified_done'))}>
          {t('need.verify')}
        </Button>
      ) : null}
      {mayVerify && need.status === 'verified' ? (
        <Button type="primary" loading={isRunning} onClick={() => run(`${path}/publication`, {}, t('need.published_done'))}>
          {t('need.publish')}
        </Button>
      ) : null}
      <Suspense>
        {exit ? (
          <LazyReasonDrawer
            title={labelled(t(exit === 'return' ? 'need.return' : 'need.withdraw'), needName(need))}
            submit={t(exit === 'return' ? 'need.return' : 'need.withdraw')}
            path={`${path}/${exit}`}
            codes={exit === 'return' ? ['duplicate', 'unclear', 'not_true', 'out_of_scope', 'other'] : ['no_longer_needed', 'solved_elsewhere', 'mistaken', 'other']}
            onDone={() => setExit(null)}
            onClose={() => setExit(null)}
          />
        ) : null}
      </Suspense>
    </>
  );
}
