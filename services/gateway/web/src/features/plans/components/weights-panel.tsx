import { Button, Slider } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';

import type { PlanText } from '@/shared/api/types';
import { Panel } from '@/shared/detail/panel';
import { t, word } from '@/shared/texts';

interface WeightsPanelProps {
  plan: PlanText;
  mayPlan: boolean;
  onSolveAgain: (weights: Record<string, number>) => void;
}

/** The weights of this plan; moved, they ask for another plan and never change this one. */
export function WeightsPanel({ plan, mayPlan, onSolveAgain }: WeightsPanelProps): ReactElement {
  const own = Object.fromEntries(plan.weights.map(({ code, weight }) => [code, weight]));
  const [weights, setWeights] = useState<Record<string, number>>(own);
  const changed = Object.entries(weights).some(([code, weight]) => own[code] !== weight);
  return (
    <Panel
      title={t('plan.weights')}
      aside={
        changed ? (
          <Button type="link" size="small" onClick={() => setWeights(own)}>
            {t('plan.weights_back')}
          </Button>
        ) : (
          t('plan.weights_no', { n: plan.weights_no })
        )
      }
    >
      {Object.entries(weights).map(([code, weight]) => (
        <div key={code} className="weight">
          <span>{word('part', code)}</span>
          <b>{weight}</b>
          <Slider
            min={0}
            max={60}
            step={5}
            value={weight}
            disabled={!mayPlan}
            ariaLabelForHandle={word('part', code)}
            onChange={(value) => setWeights({ ...weights, [code]: value })}
          />
        </div>
      ))}
      {mayPlan ? (
        <Button block onClick={() => onSolveAgain(weights)}>
          {changed ? t('plan.solve_new_weights') : t('plan.solve_again')}
        </Button>
      ) : null}
      {changed ? <p className="warn-text weight-note">{t('plan.weights_changed')}</p> : null}
    </Panel>
  );
}
