import { Form, Radio, Slider } from 'antd';
import type { ReactElement } from 'react';

import type { OrgRef } from '@/shared/api/types';
import { civil } from '@/shared/format/dates';
import { FormDrawer } from '@/shared/form/form-drawer';
import { required } from '@/shared/form/rules';
import { OrgSelect } from '@/shared/pickers/org-select';
import { codesOf, t, word } from '@/shared/texts';

import { cycleWord } from './plan-columns';

interface Values {
  scope_id: string;
  cycle_key: string;
  weights: Record<string, number>;
}

interface RequestPlanProps {
  scope?: OrgRef | undefined;
  cycle?: string;
  weights?: Record<string, number>;
  onClose: () => void;
  onRequested: (id: string) => void;
}

export const usualWeights: Record<string, number> = { need_fit: 40, nearness: 20, ability: 20, rating: 10, stability: 10 };

function cycles(): string[] {
  const { year, month } = civil(new Date());
  const half = month <= 6 ? 1 : 2;
  return half === 1 ? [`${year}H1`, `${year}H2`] : [`${year}H2`, `${year + 1}H1`];
}

export default function RequestPlanDrawer({ scope, cycle, weights, onClose, onRequested }: RequestPlanProps): ReactElement {
  const choices = cycles();
  const label = t('list.scope');
  return (
    <FormDrawer<Values, { plan_id: string }>
      title={t('plan.request')}
      submit={t('plan.solve')}
      labels={{ scope_id: label, cycle_key: t('field.cycle_key'), weights: t('plan.weights') }}
      initial={{ cycle_key: cycle ?? choices[0] ?? '', weights: weights ?? usualWeights, ...(scope ? { scope_id: scope.id } : {}) }}
      toCommand={(values) => ({ path: 'needs/plans', body: values })}
      onDone={({ plan_id }) => onRequested(plan_id)}
      onClose={onClose}
      intro={<p className="form-intro">{t('plan.request_intro')}</p>}
    >
      <Form.Item name="scope_id" label={label} rules={[required(label)]}>
        <OrgSelect kinds={['district', 'street']} known={scope ? [scope] : []} />
      </Form.Item>
      <Form.Item name="cycle_key" label={t('field.cycle_key')} rules={[required(t('field.cycle_key'))]}>
        <Radio.Group options={[...new Set([...(cycle ? [cycle] : []), ...choices])].map((value) => ({ value, label: cycleWord(value) }))} />
      </Form.Item>
      {codesOf('part').map((code) => (
        <Form.Item key={code} name={['weights', code]} label={t('plan.weight_of', { part: word('part', code) })} required>
          <Slider min={0} max={60} step={5} marks={{ 0: '0', 60: '60' }} ariaLabelForHandle={word('part', code)} />
        </Form.Item>
      ))}
    </FormDrawer>
  );
}
