import { Link } from 'react-router';

import type { OfferRow } from '@/shared/api/types';
import { date } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { quantity } from '@/shared/format/numbers';
import type { ListColumn, ListSpec } from '@/shared/list/list-types';
import { optionsOf } from '@/shared/list/options';
import { t, word } from '@/shared/texts';
import { StatusTag } from '@/shared/ui/status-tag';

import { OfferActions } from './offer-actions';

const amount = (row: OfferRow): string => quantity(row.qty, row.unit_code);

/** What is still to come for an open one, what came of any other. */
function answer(row: OfferRow): string {
  return row.status === 'open' && row.answer_by_on ? t('offer.answer_by', { on: date(row.answer_by_on) }) : date(row.answered_at ?? row.made_at);
}

function columns(): ListColumn<OfferRow>[] {
  return [
    { key: 'need', title: t('noun.need'), render: (row) => <Link to={`/needs/${row.need_id}`}>{row.need_title}</Link>, text: (row) => row.need_title },
    { key: 'community', title: t('field.community'), render: (row) => place(row.community), text: (row) => place(row.community) },
    { key: 'resource', title: t('noun.resource'), render: (row) => <Link to={`/resources/${row.resource_id}`}>{row.resource_title}</Link>, text: (row) => row.resource_title },
    { key: 'unit', title: t('noun.unit'), render: (row) => place(row.unit), text: (row) => place(row.unit) },
    { key: 'qty', title: t('field.qty'), align: 'right', render: (row) => <span className="nowrap">{amount(row)}</span>, text: amount },
    { key: 'status', title: t('field.status'), isStatus: true, render: (row) => <StatusTag group="offer" code={row.status} />, text: (row) => word('offer_state', row.status) },
    { key: 'reason', title: t('offer.reason'), render: (row) => (row.reason_code ? word('reason', row.reason_code) : '—'), text: (row) => (row.reason_code ? word('reason', row.reason_code) : '') },
    { key: 'answer', title: t('field.when'), render: (row) => <span className="nowrap">{answer(row)}</span>, text: answer },
    { key: 'made', title: t('offer.made_at'), hidden: true, sort: 'made_at', render: (row) => date(row.made_at), text: (row) => date(row.made_at) },
    { key: 'agreement', title: t('noun.agreement'), render: (row) => (row.agreement_id ? <Link to={`/agreements/${row.agreement_id}`}>{t('offer.to_agreement')}</Link> : <OfferActions offer={row} />), text: () => '' },
  ];
}

export function offerSpec(): ListSpec<OfferRow> {
  return {
    view: 'offers',
    rowId: (row) => row.id,
    rowName: (row) => row.need_title,
    columns: columns(),
    filters: [{ key: 'status', label: t('field.status'), options: optionsOf('offer_state') }],
    views: [
      { key: 'all', label: t('offer.view.all'), params: {} },
      { key: 'open', label: t('offer.view.open'), params: { status: 'open' } },
      { key: 'accepted', label: t('offer.view.accepted'), params: { status: 'accepted' } },
    ],
    sort: '-made_at',
    searchable: false,
    counted: (n) => t('count.offers', { n }),
    emptyText: t('offer.empty'),
  };
}
