import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { ReactElement } from 'react';
import { useNavigate, useParams } from 'react-router';

import { usePlan, usePlanText } from '@/features/plans/api/views';
import { MatchedTable, UnmatchedTable } from '@/features/plans/components/line-table';
import { cycleWord, planTitle } from '@/features/plans/components/plan-columns';
import { SolveStrip } from '@/features/plans/components/solve-strip';
import { WeightsPanel } from '@/features/plans/components/weights-panel';
import { WhyDrawer } from '@/features/plans/components/why-drawer';
import { TimelineTab } from '@/features/timeline/components/timeline-tab';
import type { PlanDetail, PlanLine } from '@/shared/api/types';
import { DetailPage } from '@/shared/detail/detail-page';
import { WithData } from '@/shared/detail/detail-query';
import { DetailTabs } from '@/shared/detail/detail-tabs';
import { LazyReasonDrawer } from '@/shared/form/command-drawers';
import { moment } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { count } from '@/shared/format/numbers';
import { useHas } from '@/shared/session/session';
import { t, word } from '@/shared/texts';
import { scoreColours } from '@/shared/theme/palette';
import { Loading } from '@/shared/ui/states';
import { StatusTag } from '@/shared/ui/status-tag';

const AdoptDrawer = lazy(() => import('@/features/plans/components/adopt-drawer'));
const RequestPlanDrawer = lazy(() => import('@/features/plans/components/request-plan-drawer'));

export default function PlanPage(): ReactElement {
  const { id = '' } = useParams();
  return <WithData query={usePlan(id)}>{(plan) => <Loaded key={plan.id} plan={plan} />}</WithData>;
}

type Open = { kind: 'adopt' } | { kind: 'discard' } | { kind: 'again'; weights: Record<string, number> } | null;

function isUndecided(plan: PlanDetail): boolean {
  return plan.status === 'greedy' || plan.status === 'proven';
}

function Loaded({ plan }: { plan: PlanDetail }): ReactElement {
  const mayPlan = useHas('department', 'street');
  const text = usePlanText(plan.id);
  const [open, setOpen] = useState<Open>(null);
  const [why, setWhy] = useState<PlanLine | null>(null);
  const matched = plan.lines.filter((line) => line.unit);
  const unmatched = plan.lines.filter((line) => !line.unit);
  const decide = mayPlan && isUndecided(plan);
  return (
    <DetailPage
      crumbs={[{ text: t('nav.plans'), to: '/plans' }, { text: `${cycleWord(plan.cycle_key)} · ${place(plan.scope)}` }]}
      title={planTitle(plan)}
      mark={<StatusTag group="plan" code={plan.status} />}
      facts={[plan.number, plan.requested_by ?? '', moment(plan.requested_at), t('plan.weights_no', { n: plan.weights_no })].filter(Boolean)}
      actions={
        decide ? (
          <>
            <Button onClick={() => setOpen({ kind: 'discard' })}>{t('plan.discard')}</Button>
            {matched.length > 0 ? (
              <Button type="primary" onClick={() => setOpen({ kind: 'adopt' })}>
                {t('plan.adopt')}
              </Button>
            ) : null}
          </>
        ) : null
      }
      notice={noticeOf(plan)}
    >
      <SolveStrip plan={plan} text={text.data} />
      <div className="plan-grid">
        {text.data ? <WeightsPanel plan={text.data} mayPlan={mayPlan} onSolveAgain={(weights) => setOpen({ kind: 'again', weights })} /> : <Loading rows={6} />}
        <div className="detail-main">
          <DetailTabs
            extra={plan.lines.length > 0 ? <Legend plan={plan} /> : null}
            tabs={[
              { key: 'matched', label: `${t('plan.matched')} ${count(matched.length)}`, children: <MatchedTable lines={matched} withStage={plan.adoption !== undefined} onWhy={setWhy} /> },
              { key: 'unmatched', label: `${t('plan.unmatched_needs')} ${count(unmatched.length)}`, children: <UnmatchedTable lines={unmatched} /> },
              { key: 'timeline', label: t('tab.timeline'), children: <TimelineTab subjectId={plan.id} /> },
            ]}
          />
        </div>
      </div>
      <WhyDrawer planId={plan.id} line={why} onClose={() => setWhy(null)} />
      <Suspense>
        <Opened plan={plan} open={open} onClose={() => setOpen(null)} />
      </Suspense>
    </DetailPage>
  );
}

function noticeOf(plan: PlanDetail): { kind: 'info' | 'ended' | 'error'; text: string } | null {
  if (plan.status === 'discarded') return { kind: 'ended', text: t('plan.discarded_notice', { reason: word('reason', plan.reason_code) }) };
  if (plan.status === 'failed') return { kind: 'error', text: t('plan.failed_notice', { reason: word('reason', plan.reason_code) }) };
  const adoption = plan.adoption;
  if (!adoption) return null;
  return {
    kind: 'info',
    text: t('plan.adoption_notice', {
      on: moment(adoption.adopted_at),
      accepted: adoption.accepted_count,
      declined: adoption.declined_count,
      open: adoption.open_count,
      failed: adoption.failed_count + adoption.expired_count,
    }),
  };
}

function Legend({ plan }: { plan: PlanDetail }): ReactElement {
  const codes = [...new Set(plan.lines.flatMap((line) => line.parts.map((part) => part.code)))];
  return (
    <div className="plan-legend" aria-hidden="true">
      {codes.map((code) => (
        <span key={code}>
          <span style={{ background: scoreColours[code] ?? '#8A9099' }} />
          {word('part', code)}
        </span>
      ))}
    </div>
  );
}

function Opened({ plan, open, onClose }: { plan: PlanDetail; open: Open; onClose: () => void }): ReactElement | null {
  const navigate = useNavigate();
  if (!open) return null;
  if (open.kind === 'adopt') return <AdoptDrawer plan={plan} onClose={onClose} />;
  if (open.kind === 'discard') {
    return (
      <LazyReasonDrawer
        title={t('plan.discard_title', { n: plan.plan_no })}
        submit={t('plan.discard')}
        path={`needs/plans/${plan.id}/discard`}
        codes={['superseded', 'wrong_weights', 'needs_changed', 'other']}
        onDone={onClose}
        onClose={onClose}
      />
    );
  }
  return (
    <RequestPlanDrawer
      scope={plan.scope}
      cycle={plan.cycle_key}
      weights={open.weights}
      onClose={onClose}
      onRequested={(id) => {
        onClose();
        void navigate(`/plans/${id}`);
      }}
    />
  );
}
