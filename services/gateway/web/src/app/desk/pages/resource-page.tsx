import { Button } from 'antd';
import { Suspense, useState } from 'react';
import type { ReactElement } from 'react';
import { useParams } from 'react-router';

import { useResource } from '@/features/resources/api/views';
import { OfferActions } from '@/features/resources/components/offer-actions';
import { ChainRail } from '@/features/timeline/components/chain-rail';
import { TimelineTab } from '@/features/timeline/components/timeline-tab';
import type { ResourceDetail } from '@/shared/api/types';
import { DetailPage } from '@/shared/detail/detail-page';
import { WithData } from '@/shared/detail/detail-query';
import { DetailTabs } from '@/shared/detail/detail-tabs';
import { Facts, Panel } from '@/shared/detail/panel';
import { LazyReasonDrawer } from '@/shared/form/command-drawers';
import { moment, window as shownWindow } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { count, quantity } from '@/shared/format/numbers';
import { labelled, listed } from '@/shared/format/words';
import { OfferTable } from '@/shared/offers/offer-table';
import { useHas } from '@/shared/session/session';
import { t, word } from '@/shared/texts';
import { BurnBar } from '@/shared/ui/bars';
import { OrgLink } from '@/shared/ui/org-link';
import { Rows } from '@/shared/ui/rows';
import { StatusTag } from '@/shared/ui/status-tag';

export default function ResourcePage(): ReactElement {
  const { id = '' } = useParams();
  return <WithData query={useResource(id)}>{(resource) => <Loaded resource={resource} />}</WithData>;
}

function Loaded({ resource }: { resource: ResourceDetail }): ReactElement {
  const firstOpen = resource.offers.find((offer) => offer.status === 'open');
  return (
    <DetailPage
      crumbs={[{ text: t('nav.resources'), to: '/resources' }, { text: resource.unit.name, to: `/organizations/${resource.unit.id}` }]}
      title={resource.title}
      mark={<StatusTag group="resource" code={resource.status} />}
      facts={[resource.number, word('category', resource.category_code), t('page.as_of', { at: moment(resource.as_of) })]}
      actions={<Withdraw resource={resource} />}
      notice={resource.status === 'withdrawn' ? { kind: 'ended', text: t('resource.withdrawn_notice', { reason: word('reason', resource.reason_code) }) } : null}
      rail={<ChainRail subjectId={resource.id} name={resource.title} />}
    >
      <Panel title={t('resource.windows')} aside={t('resource.windows_hint')} flush>
        <Windows resource={resource} />
      </Panel>
      <Panel title={t('need.facts')}>
        <Facts
          facts={[
            { label: t('noun.unit'), value: <OrgLink org={resource.unit} /> },
            { label: t('field.community_ids'), value: resource.communities.length > 0 ? listed(resource.communities.map(place)) : t('resource.anywhere') },
          ]}
        />
      </Panel>
      <DetailTabs
        tabs={[
          {
            key: 'offers',
            label: t('need.tab.offers', { n: count(resource.offers.length) }),
            children: (
              <OfferTable
                offers={resource.offers}
                without="resource"
                empty={t('resource.no_offers')}
                actions={(offer) => <OfferActions offer={offer} isPrimary={offer.id === firstOpen?.id} />}
              />
            ),
          },
          { key: 'timeline', label: t('tab.timeline'), children: <TimelineTab subjectId={resource.id} /> },
        ]}
      />
    </DetailPage>
  );
}

function Windows({ resource }: { resource: ResourceDetail }): ReactElement {
  return (
    <Rows
      label={t('resource.windows')}
      rows={resource.windows}
      rowKey={(row) => row.window.start_at}
      columns={[
        { key: 'window', title: t('field.window'), render: (row) => <span className="nowrap">{shownWindow(row.window)}</span> },
        { key: 'bar', title: t('resource.used'), width: 180, render: (row) => <BurnBar done={row.accepted_qty + row.held_qty} whole={row.qty} tone="quiet" label={t('resource.used')} /> },
        { key: 'held', title: t('resource.held'), align: 'right', render: (row) => count(row.held_qty) },
        { key: 'accepted', title: t('resource.accepted'), align: 'right', render: (row) => count(row.accepted_qty) },
        { key: 'left', title: t('resource.left'), align: 'right', render: (row) => <b>{`${count(row.qty - row.accepted_qty - row.held_qty)} / ${quantity(row.qty, resource.unit_code)}`}</b> },
      ]}
    />
  );
}

function Withdraw({ resource }: { resource: ResourceDetail }): ReactElement | null {
  const may = useHas('unit', 'street');
  const [isOpen, setOpen] = useState(false);
  if (!may || resource.status !== 'listed') return null;
  return (
    <>
      <Button danger onClick={() => setOpen(true)}>
        {t('resource.withdraw')}
      </Button>
      <Suspense>
        {isOpen ? (
          <LazyReasonDrawer
            title={labelled(t('resource.withdraw'), resource.title)}
            submit={t('resource.withdraw')}
            path={`needs/resources/${resource.id}/withdrawal`}
            codes={['no_capacity', 'wrong_time', 'mistaken', 'other']}
            intro={resource.open_offer_count > 0 ? t('resource.withdraw_intro', { n: resource.open_offer_count }) : undefined}
            onDone={() => setOpen(false)}
            onClose={() => setOpen(false)}
          />
        ) : null}
      </Suspense>
    </>
  );
}
