import type { NeedDetail } from '@/shared/api/types';
import type { Step } from '@/shared/detail/detail-page';
import { date } from '@/shared/format/dates';
import { t } from '@/shared/texts';

const order = ['submitted', 'verified', 'published', 'claimed', 'in_progress', 'awaiting_evaluation', 'evaluated'] as const;

/** The step that is waited for, by the state that was reached. */
const awaited: Record<string, number> = { submitted: 1, verified: 2, published: 3, partly_claimed: 3, claimed: 4, in_progress: 4, awaiting_evaluation: 5 };

export function needStepAt(status: string): number {
  return status === 'evaluated' ? order.length : (awaited[status] ?? 0);
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
