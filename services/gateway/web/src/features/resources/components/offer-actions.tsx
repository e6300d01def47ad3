import { Button } from 'antd';
import { Suspense, useState } from 'react';
import type { ReactElement } from 'react';

import type { OfferRow } from '@/shared/api/types';
import { LazyReasonDrawer } from '@/shared/form/command-drawers';
import { useAct } from '@/shared/form/use-act';
import { labelled } from '@/shared/format/words';
import { useHas } from '@/shared/session/session';
import { t } from '@/shared/texts';

/** Only the unit answers its offers, once each. */
export function OfferActions({ offer, isPrimary = false }: { offer: OfferRow; isPrimary?: boolean }): ReactElement | null {
  const mayAnswer = useHas('unit');
  const [isDeclining, setDeclining] = useState(false);
  const { run, isRunning } = useAct();
  if (!mayAnswer || offer.status !== 'open') return null;
  const path = `needs/resources/${offer.resource_id}/offers/${offer.id}`;
  return (
    <span className="nowrap row-actions">
      <Button size="small" type={isPrimary ? 'primary' : 'default'} loading={isRunning} onClick={() => run(`${path}/acceptance`, {}, t('offer.accepted_done'))}>
        {t('offer.accept')}
      </Button>
      <Button size="small" onClick={() => setDeclining(true)}>
        {t('offer.decline')}
      </Button>
      <Suspense>
        {isDeclining ? (
          <LazyReasonDrawer
            title={labelled(t('offer.decline'), offer.need_title)}
            submit={t('offer.decline')}
            path={`${path}/refusal`}
            codes={['no_capacity', 'wrong_time', 'too_far', 'not_our_field', 'other']}
            onDone={() => setDeclining(false)}
            onClose={() => setDeclining(false)}
          />
        ) : null}
      </Suspense>
    </span>
  );
}
