import type { NeedDetail } from '@/shared/api/types';
import type { Step } from '@/shared/detail/detail-page';
import { date } from '@/shared/format/dates';
import { t } from '@/shared/texts';

const order = ['submitted', 'verified', 'published', 'claimed', 'in_progress', 'awaiting_evaluation', 'evaluated'] as const;

export function needStepAt(status: string): number {
  if (status === 'partly_claimed') return 3;
  if (status === 'evaluated') return order.length;
  const at = order.findIndex((step) => step === status);
  return at < 0 ? 0 : at;
}

export function needSteps(need: NeedDetail): Step[] {
  const when: Record<(typeof order)[number], string | undefined> = {
    submitted: need.entered_at,
    verified: need.verified_at,
    published: need.published_at,
    claimed: need.claimed_at,
    in_progress: need.started_at,
    awaiting_evaluation: need.delivered_at,
    evaluated: need.evaluated_at,
  };
  return order.map((key) => ({ key, title: t(`need.step.${key}`), content: when[key] ? date(when[key]) : '' }));
}
