import { Link } from 'react-router';

import type { ResourceRow } from '@/shared/api/types';
import { date, window as shownWindow } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { count, quantity } from '@/shared/format/numbers';
import type { ListColumn, ListFilter, SystemView } from '@/shared/list/list-types';
import { optionsOf } from '@/shared/list/options';
import { t, word } from '@/shared/texts';
import { Figure } from '@/shared/ui/figure';
import { KindTag, StatusTag } from '@/shared/ui/status-tag';

export function resourceFilters(): ListFilter[] {
  return [
    { key: 'status', label: t('field.status'), options: optionsOf('resource_state') },
    { key: 'category_code', label: t('field.category_code'), options: optionsOf('category') },
  ];
}

export function resourceViews(): SystemView[] {
  return [
    { key: 'all', label: t('resource.view.all'), params: {} },
    { key: 'listed', label: t('resource.view.listed'), params: { status: 'listed' } },
  ];
}

const span = (row: ResourceRow): string => shownWindow({ start_at: row.from_at, end_at: row.to_at });

export function resourceColumns(): ListColumn<ResourceRow>[] {
  return [
    { key: 'title', title: t('noun.resource'), sort: 'title', render: (row) => <Link to={`/resources/${row.id}`}>{row.title}</Link>, text: (row) => row.title },
    { key: 'unit', title: t('noun.unit'), render: (row) => place(row.unit), text: (row) => place(row.unit) },
    { key: 'category', title: t('field.category_code'), render: (row) => <span className="nowrap">{word('category', row.category_code)}</span>, text: (row) => word('category', row.category_code) },
    {
      key: 'left',
      title: t('resource.left_of'),
      align: 'right',
      render: (row) => (
        <span className="nowrap">
          <Figure to={`/resources/${row.id}`}>{count(row.left_qty)}</Figure>
          <span className="muted">
            {' '}
            / {quantity(row.qty, row.unit_code)}
          </span>
        </span>
      ),
      text: (row) => `${row.left_qty} / ${quantity(row.qty, row.unit_code)}`,
    },
    { key: 'window', title: t('field.window'), render: (row) => <span className="nowrap">{span(row)}</span>, text: span },
    {
      key: 'offers',
      title: t('noun.offer'),
      render: (row) =>
        row.open_offer_count > 0 ? (
          <KindTag kind="wait">{t('resource.open_offers', { n: row.open_offer_count })}</KindTag>
        ) : (
          <span className="secondary nowrap">{row.accepted_offer_count > 0 ? t('resource.accepted_offers', { n: row.accepted_offer_count }) : '—'}</span>
        ),
      text: (row) => `${row.open_offer_count} / ${row.accepted_offer_count}`,
    },
    { key: 'status', title: t('field.status'), isStatus: true, render: (row) => <StatusTag group="resource" code={row.status} quiet={['listed']} />, text: (row) => word('resource_state', row.status) },
    { key: 'number', title: t('field.number'), hidden: true, render: (row) => row.number, text: (row) => row.number },
    { key: 'listed', title: t('resource.listed_at'), hidden: true, sort: 'listed_at', render: (row) => date(row.listed_at), text: (row) => date(row.listed_at) },
  ];
}
