import { Link } from 'react-router';

import type { PlanRow } from '@/shared/api/types';
import { moment } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { count, decimal } from '@/shared/format/numbers';
import type { ListColumn, ListSpec } from '@/shared/list/list-types';
import { optionsOf } from '@/shared/list/options';
import { t, word } from '@/shared/texts';
import { StatusTag } from '@/shared/ui/status-tag';

export function planTitle(plan: PlanRow): string {
  return t('plan.title', { n: plan.plan_no });
}

/** 2026H2 → 2026年下半年 */
export function cycleWord(key: string): string {
  const half = /^(\d{4})-?H([12])$/.exec(key);
  if (half) return t(half[2] === '1' ? 'cycle.first_half' : 'cycle.second_half', { year: half[1] ?? '' });
  const quarter = /^(\d{4})-?Q([1-4])$/.exec(key);
  return quarter ? t('cycle.quarter', { year: quarter[1] ?? '', n: quarter[2] ?? '' }) : key;
}

function columns(): ListColumn<PlanRow>[] {
  return [
    { key: 'plan', title: t('noun.plan'), render: (row) => <Link to={`/plans/${row.id}`}>{`${planTitle(row)} · ${row.number}`}</Link>, text: planTitle },
    { key: 'scope', title: t('list.scope'), render: (row) => place(row.scope), text: (row) => place(row.scope) },
    { key: 'cycle', title: t('field.cycle_key'), render: (row) => cycleWord(row.cycle_key), text: (row) => cycleWord(row.cycle_key) },
    { key: 'needs', title: t('nav.needs'), align: 'right', render: (row) => count(row.need_count), text: (row) => String(row.need_count) },
    { key: 'resources', title: t('nav.resources'), align: 'right', render: (row) => count(row.resource_count), text: (row) => String(row.resource_count) },
    { key: 'lines', title: t('plan.matched'), align: 'right', render: (row) => count(row.line_count), text: (row) => count(row.line_count) },
    { key: 'unmatched', title: t('plan.unmatched'), align: 'right', render: (row) => count(row.unmatched_count), text: (row) => count(row.unmatched_count) },
    { key: 'objective', title: t('plan.objective'), align: 'right', render: (row) => decimal(row.objective), text: (row) => decimal(row.objective) },
    { key: 'status', title: t('field.status'), isStatus: true, render: (row) => <StatusTag group="plan" code={row.status} />, text: (row) => word('plan_state', row.status) },
    { key: 'requested', title: t('plan.requested_at'), sort: 'requested_at', render: (row) => <span className="nowrap">{moment(row.requested_at)}</span>, text: (row) => moment(row.requested_at) },
  ];
}

export function planSpec(): ListSpec<PlanRow> {
  return {
    view: 'plans',
    rowId: (row) => row.id,
    rowName: planTitle,
    columns: columns(),
    filters: [{ key: 'status', label: t('field.status'), options: optionsOf('plan_state') }],
    sort: '-requested_at',
    searchable: false,
    counted: (n) => t('count.plans', { n }),
    emptyText: t('plan.empty'),
  };
}
