import type { ReactElement, ReactNode } from 'react';
import { Link } from 'react-router';

import type { OfferRow } from '@/shared/api/types';
import { date } from '@/shared/format/dates';
import { quantity } from '@/shared/format/numbers';
import { t, word } from '@/shared/texts';
import { OrgLink } from '@/shared/ui/org-link';
import { Rows } from '@/shared/ui/rows';
import type { RowColumn } from '@/shared/ui/rows';
import { EmptyState } from '@/shared/ui/states';
import { StatusTag } from '@/shared/ui/status-tag';

interface OfferTableProps {
  offers: OfferRow[];
  empty: string;
  /** The side that the page itself already names is left out. */
  without?: 'need' | 'resource';
  actions?: (offer: OfferRow) => ReactNode;
}

function whenOf(offer: OfferRow): string {
  if (offer.status === 'open' && offer.answer_by_on) return t('offer.answer_by', { on: date(offer.answer_by_on) });
  return date(offer.answered_at ?? offer.made_at);
}

function columns(without: OfferTableProps['without'], actions: OfferTableProps['actions']): RowColumn<OfferRow>[] {
  const unit: RowColumn<OfferRow>[] = [
    { key: 'unit', title: t('noun.unit'), render: (offer) => <OrgLink org={offer.unit} /> },
    { key: 'resource', title: t('noun.resource'), render: (offer) => <Link to={`/resources/${offer.resource_id}`}>{offer.resource_title}</Link> },
  ];
  const need: RowColumn<OfferRow>[] = [
    { key: 'need', title: t('noun.need'), render: (offer) => <Link to={`/needs/${offer.need_id}`}>{offer.need_title}</Link> },
    { key: 'community', title: t('field.community'), render: (offer) => <OrgLink org={offer.community} /> },
  ];
  return [
    ...(without === 'resource' ? [] : unit),
    ...(without === 'need' ? [] : need),
    { key: 'qty', title: t('field.qty'), align: 'right', render: (offer) => <span className="nowrap">{quantity(offer.qty, offer.unit_code)}</span> },
    {
      key: 'status',
      title: t('field.status'),
      isStatus: true,
      render: (offer) => (
        <span>
          <StatusTag group="offer" code={offer.status} />
          {offer.reason_code ? <span className="muted"> {word('reason', offer.reason_code)}</span> : null}
        </span>
      ),
    },
    { key: 'when', title: t('field.when'), render: (offer) => <span className="nowrap secondary">{whenOf(offer)}</span> },
    ...(actions ? [{ key: 'actions', render: actions }] : []),
  ];
}

export function OfferTable({ offers, empty, without, actions }: OfferTableProps): ReactElement {
  if (offers.length === 0) return <EmptyState title={empty} />;
  return <Rows label={t('nav.offers')} rows={offers} rowKey={(offer) => offer.id} columns={columns(without, actions)} minWidth={620} />;
}
