import type { ReactElement } from 'react';

import type { PlanDetail, PlanText } from '@/shared/api/types';
import { count, decimal } from '@/shared/format/numbers';
import { hasText, t } from '@/shared/texts';

import './plan.css';

function seconds(value: number): string {
  if (value < 0.05) return t('plan.instant');
  return t('plan.seconds', { n: value < 10 ? value.toFixed(1) : String(Math.round(value)) });
}

interface StripProps {
  plan: PlanDetail;
  text: PlanText | undefined;
}

function Found({ plan, text }: StripProps): ReactElement {
  const { proof } = plan;
  const greedy = text?.quick;
  const gain = proof && greedy && greedy.objective > 0 ? ((proof.objective - greedy.objective) / greedy.objective) * 100 : null;
  return (
    <>
      {greedy ? (
        <>
          <div className="solve-step">
            <span className="secondary">{`${t('plan.greedy')} · ${seconds(greedy.seconds)}`}</span>
            <span className="solve-value secondary">
              {decimal(greedy.objective)} <small>{t('unit.score')}</small>
            </span>
          </div>
          <span className="solve-arrow" aria-hidden="true">
            ›
          </span>
        </>
      ) : null}
      {proof ? (
        <div className="solve-step">
          <span className={proof.gap > 0 ? 'secondary' : 'ok-text'}>{`${proof.gap > 0 ? t('plan.best_found') : `✓ ${t('plan.proven')}`} · ${seconds(proof.seconds)}`}</span>
          <span className="solve-value">
            {decimal(proof.objective)} <small>{gain === null ? t('unit.score') : gain < 0.05 ? t('plan.same') : t('plan.gain', { n: gain.toFixed(1) })}</small>
          </span>
        </div>
      ) : null}
    </>
  );
}

/** What found the plan; a plan of an older or newer server names it itself. */
function how({ solver, version }: NonNullable<PlanDetail['proof']>): string {
  const key = `plan.how.${solver}`;
  return hasText(key) ? t(key, { version }) : t('plan.how.other', { solver, version });
}

/** From the quick answer to the proven one, with bound and gap. */
export function SolveStrip({ plan, text }: StripProps): ReactElement {
  const matched = plan.lines.filter((line) => line.unit).length;
  return (
    <section className="panel solve" aria-live="polite">
      {plan.status === 'solving' ? <span className="solve-running">{t('plan.solving')}</span> : <Found plan={plan} text={text} />}
      <dl className="solve-facts">
        {plan.proof ? (
          <>
            <div>
              <dt>{t('plan.bound')}</dt>
              <dd>{decimal(plan.proof.bound)}</dd>
            </div>
            <div>
              <dt>{t('plan.gap')}</dt>
              <dd>{`${(plan.proof.gap * 100).toFixed(2)}%`}</dd>
            </div>
          </>
        ) : null}
        <div>
          <dt>{t('plan.matched')}</dt>
          <dd>{t('plan.pairs', { n: count(matched) })}</dd>
        </div>
        <div>
          <dt>{t('plan.unmatched')}</dt>
          <dd>{t('count.needs', { n: count(plan.unmatched_count ?? plan.lines.length - matched) })}</dd>
        </div>
      </dl>
      {plan.proof ? <p className="solve-how">{how(plan.proof)}</p> : null}
    </section>
  );
}
