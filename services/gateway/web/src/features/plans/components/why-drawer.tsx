import { Drawer } from 'antd';
import type { ReactElement } from 'react';
import { Link } from 'react-router';

import type { LineReasons, PlanLine } from '@/shared/api/types';
import { place } from '@/shared/format/names';
import { decimal } from '@/shared/format/numbers';
import { hasText, t, word } from '@/shared/texts';
import { scoreColours } from '@/shared/theme/palette';
import { FailedState, Loading } from '@/shared/ui/states';
import { ReasonTag } from '@/shared/ui/status-tag';

import { useReasons } from '../api/views';
import './plan.css';

interface WhyDrawerProps {
  planId: string;
  line: PlanLine | null;
  onClose: () => void;
}

/** Beside the table, not over it: one row after another can be asked. */
export function WhyDrawer({ planId, line, onClose }: WhyDrawerProps): ReactElement {
  const query = useReasons(planId, line?.line_no ?? null);
  return (
    <Drawer open={line !== null} size={460} mask={false} rootStyle={{ top: 56 }} title={line?.unit?.name ?? ''} onClose={onClose}>
      {line ? <Parts line={line} reasons={query.data} /> : null}
      {query.data ? <Others reasons={query.data} /> : query.error ? <FailedState error={query.error} onRetry={() => void query.refetch()} /> : <Loading rows={4} />}
    </Drawer>
  );
}

function evidence(reasons: LineReasons | undefined, code: string): string {
  const part = reasons?.parts.find((one) => one.code === code);
  if (!part?.evidence_code) return '';
  const key = `evidence.${part.evidence_code}`;
  return hasText(key) ? t(key) : '';
}

function Parts({ line, reasons }: { line: PlanLine; reasons: LineReasons | undefined }): ReactElement {
  return (
    <section>
      <h3 className="why-title">{t('plan.why_this', { name: place(line.community) })}</h3>
      <p className="secondary">
        {line.resource_title} ↔ {line.need_title}
      </p>
      <ul className="why-parts">
        {line.parts.map((part) => (
          <li key={part.code}>
            <span className="why-dot" style={{ background: scoreColours[part.code] ?? '#8A9099' }} aria-hidden="true" />
            <span>{word('part', part.code)}</span>
            <span className="muted">{evidence(reasons, part.code)}</span>
            <b>{decimal(part.score)}</b>
          </li>
        ))}
        <li className="why-sum">
          <b>{t('plan.sum')}</b>
          <b>{decimal(line.score)}</b>
        </li>
      </ul>
    </section>
  );
}

function Others({ reasons }: { reasons: LineReasons }): ReactElement | null {
  if (reasons.others.length === 0) return null;
  return (
    <section>
      <h3 className="why-title">{t('plan.why_not')}</h3>
      <ul className="why-others">
        {reasons.others.map((other) => (
          <li key={other.need_id}>
            <p>
              <b>{place(other.community)}</b> <ReasonTag>⊘ {word('line_cause', other.cause_code)}</ReasonTag>
            </p>
            <p>
              <Link to={`/needs/${other.need_id}`}>{other.need_title}</Link>
            </p>
            <p className="secondary">
              {other.score === undefined ? '' : t('plan.other_score', { score: decimal(other.score) })}
              {other.cost === undefined ? '' : t('plan.other_cost', { n: decimal(other.cost) })}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
