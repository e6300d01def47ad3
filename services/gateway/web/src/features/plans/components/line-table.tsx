import { Button } from 'antd';
import type { ReactElement } from 'react';
import { Link } from 'react-router';

import type { PlanLine } from '@/shared/api/types';
import { quantity } from '@/shared/format/numbers';
import { t, word } from '@/shared/texts';
import { ScoreBar } from '@/shared/ui/bars';
import { OrgLink } from '@/shared/ui/org-link';
import { Rows } from '@/shared/ui/rows';
import type { RowColumn } from '@/shared/ui/rows';
import { EmptyState } from '@/shared/ui/states';
import { ReasonTag, StatusTag } from '@/shared/ui/status-tag';

interface LineTableProps {
  lines: PlanLine[];
  withStage: boolean;
  onWhy: (line: PlanLine) => void;
}

/** The street stands below, so that the column stays narrow. */
function Place({ org }: { org: PlanLine['community'] }): ReactElement {
  return (
    <span className="line-what">
      <span className="line-place">{org.name}</span>
      {org.street ? <span className="muted">{org.street}</span> : null}
    </span>
  );
}

export function MatchedTable({ lines, withStage, onWhy }: LineTableProps): ReactElement {
  if (lines.length === 0) return <EmptyState title={t('plan.nothing_matched')} />;
  const columns: RowColumn<PlanLine>[] = [
    { key: 'unit', title: t('noun.unit'), render: (line) => <OrgLink org={line.unit} /> },
    { key: 'community', title: t('field.community'), render: (line) => <Place org={line.community} /> },
    { key: 'score', title: t('noun.score'), width: 184, compare: (a, b) => a.score - b.score, render: (line) => <ScoreBar parts={line.parts} score={line.score} /> },
    {
      key: 'what',
      title: t('plan.what'),
      render: (line) => (
        <span className="line-what">
          <Link to={`/needs/${line.need_id}`}>{line.need_title}</Link>
          <span className="muted">{`${line.resource_title ?? ''} ↔ ${quantity(line.qty, line.unit_code)}`}</span>
        </span>
      ),
    },
    ...(withStage ? [{ key: 'stage', title: t('plan.stage'), isStatus: true, render: (line: PlanLine) => (line.stage_code ? <StatusTag group="stage" code={line.stage_code} /> : '—') }] : []),
    {
      key: 'why',
      width: 128,
      render: (line) => (
        <Button type="link" size="small" onClick={() => onWhy(line)}>
          {t('plan.why')}
        </Button>
      ),
    },
  ];
  return (
    <Rows
      label={t('plan.matched')}
      rows={lines}
      rowKey={(line) => String(line.line_no)}
      columns={columns}
      minWidth={860}
      pageSize={20}
      counted={(n) => t('plan.pairs', { n })}
    />
  );
}

export function UnmatchedTable({ lines }: { lines: PlanLine[] }): ReactElement {
  if (lines.length === 0) return <EmptyState title={t('plan.all_matched')} />;
  return (
    <Rows
      label={t('plan.unmatched_needs')}
      rows={lines}
      rowKey={(line) => String(line.line_no)}
      columns={[
        { key: 'need', title: t('noun.need'), render: (line) => <Link to={`/needs/${line.need_id}`}>{line.need_title}</Link> },
        { key: 'community', title: t('field.community'), render: (line) => <OrgLink org={line.community} /> },
        { key: 'qty', title: t('field.qty'), align: 'right', render: (line) => quantity(line.qty, line.unit_code) },
        { key: 'cause', title: t('plan.why_unmatched'), render: (line) => <ReasonTag>{word('line_cause', line.cause_code)}</ReasonTag> },
      ]}
    />
  );
}
