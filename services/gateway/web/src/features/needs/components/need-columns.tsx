import { Link } from 'react-router';

import { send } from '@/shared/api/client';
import type { NeedRow } from '@/shared/api/types';
import { date, window as shownWindow } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { count, quantity } from '@/shared/format/numbers';
import type { BulkAction, ListColumn, ListFilter, SystemView } from '@/shared/list/list-types';
import { optionsOf } from '@/shared/list/options';
import { t, word } from '@/shared/texts';
import { Figure } from '@/shared/ui/figure';
import { StatusTag } from '@/shared/ui/status-tag';

/** Before it is published a need may have no public title; then its theme and place stand for it. */
export function needName(row: { title?: string | undefined; category_code: string; community: { name: string } }): string {
  return row.title ?? t('need.untitled', { category: word('category', row.category_code), community: row.community.name });
}

export function needFilters(): ListFilter[] {
  return [
    { key: 'status', label: t('field.status'), options: optionsOf('need_state') },
    { key: 'category_code', label: t('field.category_code'), options: optionsOf('category') },
  ];
}

export function needViews(): SystemView[] {
  return [
    { key: 'all', label: t('need.view.all'), params: {} },
    { key: 'to_verify', label: t('need.view.to_verify'), params: { status: 'submitted,verified' } },
    { key: 'unclaimed', label: t('need.view.unclaimed'), params: { status: 'published,partly_claimed' } },
    { key: 'to_evaluate', label: t('need.view.to_evaluate'), params: { status: 'awaiting_evaluation' } },
  ];
}

export function needColumns(): ListColumn<NeedRow>[] {
  return [
    { key: 'title', title: t('noun.need'), sort: 'title', render: (row) => <Link to={`/needs/${row.id}`}>{needName(row)}</Link>, text: needName },
    { key: 'community', title: t('field.community'), render: (row) => <span className="nowrap">{place(row.community)}</span>, text: (row) => place(row.community) },
    { key: 'category', title: t('field.category_code'), render: (row) => <span className="nowrap">{word('category', row.category_code)}</span>, text: (row) => word('category', row.category_code) },
    {
      key: 'qty',
      title: t('need.claimed_of'),
      align: 'right',
      render: (row) => (
        <span className="nowrap">
          <Figure to={`/needs/${row.id}?tab=offers`}>{count(row.promised_qty)}</Figure>
          <span className="muted">
            {' '}
            / {quantity(row.qty, row.unit_code)}
          </span>
        </span>
      ),
      text: (row) => `${row.promised_qty} / ${quantity(row.qty, row.unit_code)}`,
    },
    { key: 'window', title: t('field.window'), render: (row) => <span className="nowrap">{shownWindow(row.window)}</span>, text: (row) => shownWindow(row.window) },
    { key: 'status', title: t('field.status'), isStatus: true, sort: 'status', render: (row) => <StatusTag group="need" code={row.status} />, text: (row) => word('need_state', row.status) },
    { key: 'proposer', title: t('field.proposer'), hidden: true, render: (row) => place(row.proposer), text: (row) => place(row.proposer) },
    { key: 'number', title: t('field.number'), hidden: true, render: (row) => row.number, text: (row) => row.number },
    { key: 'published', title: t('need.published_at'), sort: 'published_at', render: (row) => <span className="nowrap">{date(row.published_at)}</span>, text: (row) => date(row.published_at) },
  ];
}

const path = (row: NeedRow): string => `needs/needs/${row.id}`;

/** 核实并发布 is two commands; a refusal of the second leaves the need verified. */
export function needBulk(): BulkAction<NeedRow>[] {
  return [
    {
      key: 'publish',
      label: t('need.verify_publish'),
      done: t('need.published_done'),
      applies: (row) => row.status === 'submitted' || row.status === 'verified',
      run: async (row) => {
        if (row.status === 'submitted') await send(`${path(row)}/verification`, {});
        await send(`${path(row)}/publication`, {});
      },
    },
    {
      key: 'return',
      label: t('need.return'),
      done: t('need.returned_done'),
      danger: true,
      applies: (row) => ['submitted', 'verified', 'published'].includes(row.status),
      run: (row) => send(`${path(row)}/return`, { reason_code: 'unclear' }),
    },
  ];
}
