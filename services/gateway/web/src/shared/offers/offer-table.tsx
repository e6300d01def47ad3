import { Table } from 'antd';
import type { ReactElement, ReactNode } from 'react';
import { Link } from 'react-router';

import type { OfferRow } from '@/shared/api/types';
import { date } from '@/shared/format/dates';
import { count } from '@/shared/format/numbers';
import { t, word } from '@/shared/texts';
import { OrgLink } from '@/shared/ui/org-link';
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

export function OfferTable({ offers, empty, without, actions }: OfferTableProps): ReactElement {
  if (offers.length === 0) return <EmptyState title={empty} />;
  return (
    <Table<OfferRow>
      size="medium"
      rowKey="id"
      dataSource={offers}
      pagination={false}
      scroll={{ x: 620 }}
      columns={[
        ...(without === 'resource' ? [] : [{ key: 'unit', title: t('noun.unit'), render: (_v: unknown, offer: OfferRow) => <OrgLink org={offer.unit} /> }]),
        ...(without === 'resource' ? [] : [{ key: 'resource', title: t('noun.resource'), render: (_v: unknown, offer: OfferRow) => <Link to={`/resources/${offer.resource_id}`}>{offer.resource_title}</Link> }]),
        ...(without === 'need'
          ? []
          : [
              { key: 'need', title: t('noun.need'), render: (_v: unknown, offer: OfferRow) => <Link to={`/needs/${offer.need_id}`}>{offer.need_title}</Link> },
              { key: 'community', title: t('field.community'), render: (_v: unknown, offer: OfferRow) => <OrgLink org={offer.community} /> },
            ]),
        { key: 'qty', title: t('field.qty'), align: 'right', render: (_v, offer) => <span className="nowrap">{`${count(offer.qty)} ${word('quantity', offer.unit_code)}`}</span> },
        {
          key: 'status',
          title: t('field.status'),
          render: (_v, offer) => (
            <>
              <StatusTag group="offer" code={offer.status} />
              {offer.reason_code ? <span className="muted"> {word('reason', offer.reason_code)}</span> : null}
            </>
          ),
        },
        { key: 'when', title: t('field.when'), render: (_v, offer) => <span className="nowrap secondary">{whenOf(offer)}</span> },
        ...(actions ? [{ key: 'actions', title: '', render: (_v: unknown, offer: OfferRow) => actions(offer) }] : []),
      ]}
    />
  );
}
