import { App, Button, Drawer } from 'antd';
import type { ReactElement } from 'react';

import { asProblem } from '@/shared/api/problems';
import { useCommand } from '@/shared/api/query';
import type { OrgRef, PlanDetail } from '@/shared/api/types';
import { count } from '@/shared/format/numbers';
import { aside } from '@/shared/format/words';
import { t } from '@/shared/texts';
import { problemText } from '@/shared/ui/problem-text';
import { Rows } from '@/shared/ui/rows';

interface UnitOffers {
  unit: OrgRef;
  needs: string[];
}

function perUnit(plan: PlanDetail): UnitOffers[] {
  const units = new Map<string, UnitOffers>();
  for (const line of plan.lines) {
    if (!line.unit) continue;
    const entry = units.get(line.unit.id) ?? { unit: line.unit, needs: [] };
    entry.needs.push(aside(line.need_title, line.community.name));
    units.set(line.unit.id, entry);
  }
  return [...units.values()];
}

/** Which unit gets which offer, before any is sent. */
export default function AdoptDrawer({ plan, onClose }: { plan: PlanDetail; onClose: () => void }): ReactElement {
  const command = useCommand();
  const { message } = App.useApp();
  const rows = perUnit(plan);
  const offers = rows.reduce((sum, row) => sum + row.needs.length, 0);
  const adopt = (): void =>
    command.mutate(
      { path: `needs/plans/${plan.id}/adoption`, body: {} },
      {
        onSuccess: () => {
          void message.success(t('plan.adopted_done', { n: count(offers) }));
          onClose();
        },
        onError: (error) => void message.error(problemText(asProblem(error)), 6),
      },
    );
  return (
    <Drawer
      open
      size={640}
      title={t('plan.adopt_title', { n: plan.plan_no })}
      onClose={onClose}
      footer={
        <div className="form-foot">
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="primary" loading={command.isPending} onClick={adopt}>
            {t('plan.adopt_confirm', { n: count(offers) })}
          </Button>
        </div>
      }
    >
      <p className="form-intro">{t('plan.adopt_intro', { units: count(rows.length), offers: count(offers) })}</p>
      <Rows
        label={t('plan.offers_sent')}
        dense
        rows={rows}
        rowKey={(row) => row.unit.id}
        pageSize={12}
        columns={[
          { key: 'unit', title: t('noun.unit'), render: (row) => row.unit.name },
          { key: 'needs', title: t('plan.offers_sent'), render: (row) => row.needs.map((need) => <div key={need}>{need}</div>) },
        ]}
      />
    </Drawer>
  );
}
